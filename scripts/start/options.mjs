export const USAGE = `Usage: npm start -- [options]

Sets Credence up where that is needed and runs it: the local chain, the API with the console, the worker.

  --fresh    begin anew: delete the local chain, the database and the keys (asks first in a terminal)
  --yes      do not ask
  --help     show this text

Settings come from the environment; README.md has the table.`;

/** The options; `wrong` is the first that does not exist. */
export function readOptions(args) {
  const options = { fresh: false, yes: false, help: false };
  for (const arg of args) {
    const name = arg.replace(/^--/, '');
    if (!arg.startsWith('--') || !Object.hasOwn(options, name)) return { ...options, wrong: arg };
    options[name] = true;
  }
  return options;
}
