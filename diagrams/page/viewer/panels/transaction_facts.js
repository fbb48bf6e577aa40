// What has become of a transaction, or a file, where the World of an index stands. Nobody goes on with what an attempt
// that is over had open: it is lost, although nothing says so.

/** @param {import('../index.js').Index} index @param {string} tx */
export function outcome(index, tx) {
  const status = index.world.get('tx', tx) ?? 'open', begun = index.events[index.entities.get('tx:' + tx)?.[0]]?.g ?? 1;
  return status === 'open' && begun < (index.world.get('attempt') ?? 1) ? 'lost' : status;
}
