/**
 * Loaded into children that are not ours (`--import`): when the front is gone, however it went, so is the child with all
 * processes that it started. It leads a process group of its own. While the front lives, that is the front's to do.
 */
function endGroup(): void {
  process.kill(-process.pid, 'SIGKILL');
}

process.on('disconnect', endGroup);
process.on('exit', () => {
  if (!process.connected) endGroup();
});
