import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { personQuery } from '../lib/people.ts';
import { useCan } from '../lib/use-can.ts';
import { useIsOwn } from '../lib/use-is-own.ts';

const SHOWN = 12;
/** Actors that have a name somewhere. */
const NAMED = /^(user|key):[\w-]{1,64}$/;
const COMMAND_LINE = 'system:cli:';

/**
 * Who acted: oneself, a colleague by name, a key by its label and who made it, the platform's own work as such. The id is the tooltip, and
 * its first letters stand for whom the reader may not know.
 */
export function PersonText({ actor }: { actor: string }) {
  return (
    <span title={actor}>
      <Who actor={actor} />
    </span>
  );
}

function Who({ actor }: { actor: string }) {
  const { t } = useTranslation();
  const isOwn = useIsOwn(actor);
  if (isOwn) return t('actor.you');
  if (actor.startsWith(COMMAND_LINE)) return t('actor.commandLine', { user: actor.slice(COMMAND_LINE.length) });
  if (actor.startsWith('system:')) return t('actor.system');
  if (actor === 'anonymous') return t('actor.anonymous');
  return <Named actor={actor} />;
}

function Named({ actor }: { actor: string }) {
  const { t } = useTranslation();
  const mayKnow = useCan()('people:read') && NAMED.test(actor);
  const person = useQuery({ ...personQuery(actor), enabled: mayKnow }).data;
  if (!mayKnow || person == null) return actor.replace(/^user:/, '').slice(0, SHOWN);
  if (!actor.startsWith('key:')) return person.name;
  return (
    <>
      {t('actor.key', { label: person.name })}
      {person.maker !== null && (
        <>
          {' · '}
          <Who actor={person.maker.actor} />
        </>
      )}
    </>
  );
}
