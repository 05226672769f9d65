import { createServer } from 'node:net';
import { type CheckResult, codeOf, failed, passed } from './check-result.ts';

/** `host:port` is free; port 0 always is. `variable` is the setting that chooses another. */
export async function checkPort(host: string, port: number, variable: string): Promise<CheckResult> {
  const code = await tryToListen(host, port);
  if (code === undefined) return passed('port', `${host}:${port} is free`);
  return failed('port', sentence(host, port, variable, code));
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(codeOf(error)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function sentence(host: string, port: number, variable: string, code: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is used by another program: stop that program (perhaps an earlier Credence) or set ${variable} to a free port, for example ${variable}=${port + 100}.`;
    case 'EACCES':
      return `You may not listen on port ${port}: set ${variable} to a port above 1023, for example ${variable}=4100.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine: set CREDENCE_HOST to 127.0.0.1.`;
    default:
      return `Port ${port} on ${host} cannot be used (${code}): set ${variable} to another port.`;
  }
}
