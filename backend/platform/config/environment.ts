import { type Config, loadConfig } from './config.ts';

/** The one place that reads `process.env`. */
export function configFromEnvironment(): Config {
  return loadConfig(process.env);
}

/** False when the user asks for plain text (https://no-color.org). */
export function isColourWanted(): boolean {
  return (process.env['NO_COLOR'] ?? '') === '';
}
