// Preloaded into each process of the group: it ends when the one that started it is gone, even by kill -9.
const PATIENCE_MS = 5000;

process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), PATIENCE_MS).unref();
});
// A channel that only waits for its end must not keep the process alive.
process.channel?.unref();
