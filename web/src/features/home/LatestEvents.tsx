import { useTranslation } from 'react-i18next';
import { tabSearch } from '../../lib/tab-search.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { eventSentence, type LedgerEvent } from '../ledger/event-sentence.ts';
import classes from './HomePage.module.css';
import { TextLink } from '../../ui/TextLink.tsx';

/** The newest chain events, refreshed as they are heard. */
export function LatestEvents({ events }: { events: LedgerEvent[] }) {
  const { t } = useTranslation();
  return (
    <Panel
      title={t('home.eventsTitle')}
      flush
      actions={
        <TextLink to="/ledger" search={tabSearch('events')} size="xs">
          {t('table.all')}
        </TextLink>
      }
    >
      {events.length === 0 && <Empty title={t('ledger.noEvents')}>{t('ledger.noEventsWhy')}</Empty>}
      <ul className={classes.events}>
        {events.map((event) => (
          <li key={`${event.blockHash}:${event.logIndex}`} className={classes.event}>
            <span>{eventSentence(t, event)}</span>
            <span className={classes.eventTime}>
              <TextLink to="/ledger/transactions/$hash" params={{ hash: event.transaction }} size="xs" className="num">
                #{event.blockNumber}
              </TextLink>{' '}
              <TimeText value={event.time} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
