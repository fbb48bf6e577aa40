#!/bin/sh
# run_node.sh NODE FILE…: runs it, or says that there is no Node: then ctest skips the test.
node=$1
shift
if [ -z "$node" ]; then
  echo "skipped: Node is missing; ./setup --browser installs it"
  exit 77
fi
exec "$node" "$@"
