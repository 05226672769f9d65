import type { Command } from 'commander';
import { configFromEnvironment } from '../../platform/config/environment.ts';
import type { Config } from '../../platform/config/config.ts';
import { type ApiClient, createApiClient, httpTransport } from './api-client.ts';
import { createOutput, type Output, type Sink } from './output.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly lang: 'en' | 'zh';
  readonly url?: string;
  readonly apiKey?: string;
  /** Organization to act for; only some commands take it. */
  readonly organization?: string;
}

/** What a command works with. Whatever it opens is closed after it. */
export interface CommandContext {
  readonly output: Output;
  readonly lang: 'en' | 'zh';
  readonly stdin: AsyncIterable<Uint8Array>;
  config(): Config;
  /** The API: of `--url`, else of this installation, in this process and with all permissions of its owner. */
  api(): Promise<ApiClient>;
  onClose(close: () => Promise<unknown>): void;
  /** The exit code when the command ends without a fault; 0 unless set. */
  exitCode: number;
}

export interface Terminal {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly colour: boolean;
}

type Action = (context: CommandContext, command: Command) => Promise<void>;

/** Runs `action` for `command`, tells its faults and sets the exit code: 0 done, 1 fault. */
export async function runCommand(terminal: Terminal, command: Command, action: Action): Promise<number> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const output = createOutput({ json: options.json === true, stdout: terminal.stdout, stderr: terminal.stderr, colour: terminal.colour });
  const closers: (() => Promise<unknown>)[] = [];
  const context: CommandContext = {
    output,
    lang: options.lang,
    stdin: terminal.stdin,
    config: configFromEnvironment,
    onClose: (close) => closers.unshift(close),
    api: async () => {
      if (options.url !== undefined) return createApiClient(httpTransport(options.url, options.apiKey));
      const { openLocalApi } = await import('./local-api.ts');
      const local = await openLocalApi(configFromEnvironment(), options.organization);
      closers.unshift(local.close);
      return createApiClient(local.transport);
    },
    exitCode: 0,
  };
  try {
    await action(context, command);
    return context.exitCode;
  } catch (error) {
    output.fault(error);
    return 1;
  } finally {
    for (const close of closers) await close();
  }
}
