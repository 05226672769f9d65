import { Group, Select, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MigrationView } from '../../../../backend/rating/schemas.ts';
import { formatCount, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { agenciesQuery, migrationQuery, scalesQuery } from './queries.ts';
import classes from './ratings.module.css';

const day = (at: Date): string => at.toISOString().slice(0, 10);

function yearsAgo(years: number): Date {
  const at = new Date();
  at.setUTCFullYear(at.getUTCFullYear() - years);
  return at;
}

/** Which grades moved where between two days. */
export function MigrationTab() {
  const { t } = useTranslation();
  const scales = useQuery(scalesQuery).data?.data ?? [];
  const agencies = useQuery(agenciesQuery).data?.data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [agency, setAgency] = useState<string | null>(null);
  const [from, setFrom] = useState(day(yearsAgo(1)));
  const [to, setTo] = useState(day(yearsAgo(0)));
  const scale = chosen ?? (scales[0] === undefined ? null : String(scales[0].id));
  const query = useQuery({
    ...migrationQuery({ from, to, scale: scale ?? undefined, agency: agency ?? undefined }),
    enabled: scale !== null && from !== '' && to !== '',
  });
  return (
    <Panel title={t('ratings.migration.title')} note={t('ratings.migration.note')} flush>
      <Group gap="xs" className={classes.choices} align="flex-end">
        <TextInput
          size="xs"
          type="date"
          label={t('ratings.migration.from')}
          value={from}
          onChange={(e) => setFrom(e.currentTarget.value)}
        />
        <TextInput size="xs" type="date" label={t('ratings.migration.to')} value={to} onChange={(e) => setTo(e.currentTarget.value)} />
        <Select
          size="xs"
          label={t('ratings.scale')}
          allowDeselect={false}
          data={scales.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={scale}
          onChange={setChosen}
        />
        <Select
          size="xs"
          label={t('ratings.agency')}
          placeholder={t('ratings.anyAgency')}
          clearable
          data={agencies.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={agency}
          onChange={setAgency}
        />
      </Group>
      <Loaded query={query}>{(view) => <Matrix view={view} />}</Loaded>
    </Panel>
  );
}

function Matrix({ view }: { view: MigrationView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const rows = view.rows.filter((row) => row.subjects > 0);
  const summary = t('ratings.migration.summary', {
    up: formatCount(view.upgrades, language),
    down: formatCount(view.downgrades, language),
    fresh: formatCount(view.newlyRated, language),
  });
  if (rows.length === 0) {
    return (
      <Empty title={t('ratings.migration.none')}>
        {t('ratings.migration.noneWhy')} {summary}
      </Empty>
    );
  }
  return (
    <>
      <Text size="sm" px={16} pb={8}>
        {summary}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1). */}
      <section className={classes.scroll} tabIndex={0} aria-label={t('ratings.migration.title')}>
        <table className={classes.matrix}>
          <thead>
            <tr>
              <th scope="col">{t('ratings.migration.corner')}</th>
              {view.columns.map((name) => (
                <th key={name} scope="col">
                  {name === 'withdrawn' ? t('ratings.state.withdrawn') : name}
                </th>
              ))}
              <th scope="col">{t('ratings.migration.all')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.grade}>
                <th scope="row">{row.grade}</th>
                {view.columns.map((name, place) => (
                  <MatrixCell key={name} stayed={name === row.grade} count={row.counts[place] ?? 0} share={row.shares[place] ?? '0'} />
                ))}
                <td>{formatCount(row.subjects, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function MatrixCell({ stayed, count, share }: { stayed: boolean; count: number; share: string }) {
  const language = useLanguage();
  return (
    <td data-stayed={stayed || undefined}>
      {count === 0 ? '·' : formatCount(count, language)}
      {count > 0 && <span className={classes.share}>{formatShare(Number(share), language)}</span>}
    </td>
  );
}
