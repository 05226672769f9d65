const HEARTBEAT_SECONDS = 10;

/** One line of progress with its seconds: it counts in place on a terminal and beats every ten seconds elsewhere. */
export function progressLine(title, stream = process.stderr) {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const label = title.padEnd(34, ' ');
  if (!stream.isTTY) stream.write(`  ${label} ...\n`);
  const timer = setInterval(
    () => {
      if (stream.isTTY) stream.write(`\r  ${label} ${seconds().toFixed(0).padStart(4)} s `);
      else stream.write(`  ${label} ... ${seconds().toFixed(0)} s\n`);
    },
    stream.isTTY ? 500 : HEARTBEAT_SECONDS * 1000,
  );
  const end = (word) => {
    clearInterval(timer);
    stream.write(`${stream.isTTY ? '\r' : ''}  ${label} ${seconds().toFixed(1).padStart(6)} s  ${word}\n`);
    return Math.round(seconds() * 10) / 10;
  };
  return { done: () => end('done'), fail: () => end('failed') };
}
