import { configFromEnvironment } from '../../platform/config/environment.ts';
import { DomainError } from '../../kernel/errors.ts';
import { openSystem } from '../open-system.ts';
import { runProcess } from '../run-process.ts';
import { buildApi } from './build-api.ts';

await runProcess(async () => {
  const config = configFromEnvironment();
  const system = await openSystem(config, 'api');
  const server = await buildApi(system);
  try {
    await server.listen({ host: config.host, port: config.port });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    const message = `Port ${config.port} is taken by another program; stop that program, or set CREDENCE_PORT to a free port.`;
    throw new DomainError('port_taken', 'unavailable', message, { cause });
  }
  return async () => {
    await server.close();
    await system.close();
  };
});
