import type { Command } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { RelyingProfileView, RelyingTerms } from '../../../reliance/schemas.ts';
import { renderRecord } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';
import { forOrganization } from './reliance-options.ts';

const MAX_FILE_BYTES = 256 * 1024;
const PATH = '/v1/relying-profile';

export function addProfileCommands(program: Command, register: Register): void {
  const profile = program.command('profile').description('which credentials an organization accepts');
  const show = forOrganization(profile.command('show').description('the terms in use; --json gives a file that can be set again'));
  register(show, async ({ api, output }) => {
    const view = await (await api()).get(RelyingProfileView, PATH);
    output.answer(output.json ? view.terms : view, () => text(view));
  });
  const set = forOrganization(profile.command('set').description('replace the terms')).argument(
    '<file>',
    'JSON of the terms, or - for standard input',
  );
  register(set, async ({ api, output, stdin }) => {
    const bytes = await readInput(set.args[0] ?? '', stdin, MAX_FILE_BYTES);
    const view = await (await api()).put(RelyingProfileView, PATH, readTerms(bytes));
    output.answer(view, () => text(view));
  });
}

function readTerms(bytes: Uint8Array): RelyingTerms {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new DomainError('profile_malformed', 'invalid', 'The profile is not JSON.', { cause });
  }
  const terms = RelyingTerms.safeParse(value);
  if (terms.success) return terms.data;
  const faults = terms.error.issues.map(({ path, message }) => ({
    pointer: `/${path.join('/')}`,
    code: 'profile_malformed',
    detail: message,
  }));
  throw new DomainError('profile_malformed', 'invalid', 'The profile is not well-formed.', { faults });
}

function text({ terms, updatedBy, updatedAt }: RelyingProfileView): string {
  const any = (list: readonly (string | number)[] | null) => (list === null ? 'any' : list.join(', '));
  return renderRecord({
    issuers: any(terms.issuers),
    models: any(terms.models),
    grades: any(terms.grades),
    'score at least': terms.minScore ?? 'any',
    'PD at most': terms.maxPdBps === null ? 'any' : `${terms.maxPdBps / 100} %`,
    'age at most': terms.maxAgeDays === null ? 'any' : `${terms.maxAgeDays} days`,
    'newest only': terms.newestRequired ? 'yes' : 'no',
    'presented only': terms.presentationRequired ? 'yes' : 'no',
    purposes: any(terms.purposes),
    'set by': updatedBy,
    'set at': updatedAt,
  });
}
