// What a condition cannot work out: 'a' + 1. The sentence says why, without a place.
export class QueryError extends Error {}
