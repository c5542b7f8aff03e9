/**
 * Loaded into children that are not ours (`--import`): when the front is gone, however it went, so is the child with all
 * processes that it started. It leads a process group of its own.
 */
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
