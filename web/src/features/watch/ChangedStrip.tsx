import { Button } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { shortHash } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { watchEventsQuery } from './queries.ts';
import classes from './watch.module.css';

/** Says on the page where a lender works that something it relied on is no longer valid, until it is read. */
export function ChangedStrip() {
  const may = useCan()('reliance:read');
  return may ? <Strip /> : null;
}

function Strip() {
  const { t } = useTranslation();
  const language = useLanguage();
  const [read, setRead] = useLocalStorage({ key: 'credence.watch-read', defaultValue: '', getInitialValueInEffect: false });
  const events = useQuery(watchEventsQuery({ limit: 20 })).data?.data ?? [];
  const fresh = events.filter((event) => event.at > read && event.to !== 'valid' && !event.reverted);
  const [newest] = fresh;
  if (newest === undefined) return null;
  const what = newest.label === '' ? shortHash(newest.digest ?? '') : newest.label;
  return (
    <div className={classes.strip} role="alert" data-testid="changed-strip">
      <IconAlertTriangle size={18} aria-hidden="true" />
      <p>
        <strong>{t('watch.strip', { number: String(fresh.length) })}</strong> {what}: {newest.words[language]} (
        <TimeText value={newest.at} />)
      </p>
      <TextLink to="/watch" search={{ tab: 'events' }}>
        {t('watch.seeEvents')}
      </TextLink>
      <Button size="compact-sm" variant="default" onClick={() => setRead(newest.at)}>
        {t('watch.understood')}
      </Button>
    </div>
  );
}
