import '@mantine/spotlight/styles.layer.css';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconArrowRight, IconHash, IconSearch, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { customersQuery } from '../lib/queries.ts';
import { useCan } from '../lib/use-can.ts';
import { usePlaces } from './places.ts';

const [store, palette] = createSpotlight();
export { palette };

const HASH = /^0x[0-9a-fA-F]{64}$/;

/** The list selects its first row when the query changes, but not for rows that arrive later; then Enter would do nothing. */
function selectFirst(): void {
  const list = document.getElementById(store.getState().listId);
  if (list === null || list.querySelector('[data-selected]') !== null) return;
  list.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState((state) => ({ ...state, selected: 0 }));
}

/** One box for pages, customers and hashes; opens by Ctrl or Cmd with K, and by `/`. */
export function CommandPalette() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const can = useCan();
  const [query, setQuery] = useState('');
  const text = query.trim();
  const wanted = text.toLowerCase();
  const places = usePlaces().filter((place) => t(`nav.${place.name}`).toLowerCase().includes(wanted));
  const signedIn = can('ledger:read');
  const isHash = HASH.test(text);
  const customers = useQuery({
    ...customersQuery({ q: text, limit: 5 }),
    enabled: can('customers:read') && text.length >= 2 && !isHash,
  });
  const found = text.length >= 2 && !isHash ? (customers.data?.data ?? []) : [];
  useEffect(() => palette.open(), []);
  useEffect(() => {
    if (customers.data !== undefined) selectFirst();
  }, [customers.data]);
  const go = (to: string): void => void navigate({ to });
  return (
    <Spotlight.Root store={store} query={query} onQueryChange={setQuery} shortcut={['mod + K', '/']} clearQueryOnClose>
      <Spotlight.Search placeholder={t('frame.searchHint')} leftSection={<IconSearch size={17} />} aria-label={t('frame.search')} />
      <Spotlight.ActionsList>
        {isHash && signedIn && (
          <Spotlight.ActionsGroup label={t('frame.foundHash')}>
            <Spotlight.Action
              label={t('frame.openTransaction')}
              leftSection={<IconHash size={16} />}
              onClick={() => go(`/ledger/transactions/${text.toLowerCase()}`)}
            />
            <Spotlight.Action
              label={t('frame.openScorecard')}
              leftSection={<IconHash size={16} />}
              onClick={() => go(`/scorecards/${text.toLowerCase()}`)}
            />
          </Spotlight.ActionsGroup>
        )}
        {places.length > 0 && (
          <Spotlight.ActionsGroup label={t('frame.pages')}>
            {places.map((place) => (
              <Spotlight.Action
                key={place.name}
                label={t(`nav.${place.name}`)}
                leftSection={<IconArrowRight size={16} />}
                onClick={() => go(place.to)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found.length > 0 && (
          <Spotlight.ActionsGroup label={t('nav.customers')}>
            {found.map((row) => (
              <Spotlight.Action
                key={row.id}
                label={row.externalId}
                description={row.grade === null ? row.source : `${row.grade} · ${row.score ?? ''}`}
                leftSection={<IconUser size={16} />}
                onClick={() => go(`/customers/${row.id}`)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {places.length === 0 && found.length === 0 && !isHash && <Spotlight.Empty>{t('frame.foundNothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
