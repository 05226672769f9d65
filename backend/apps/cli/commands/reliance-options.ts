import type { Command } from 'commander';

/** On this machine a command acts for no organization unless one is named; an API key brings its own. */
export function forOrganization(command: Command): Command {
  return command.option('--organization <slug>', 'organization to act for, without --url');
}
