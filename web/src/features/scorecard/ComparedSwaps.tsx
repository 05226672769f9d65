import { Select, Slider, Stack, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComparisonView, SwapStepView } from '../../../../backend/scoring/comparison/schemas.ts';
import { formatCount, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { comparedNames } from './compared-style.ts';

const USUAL = 70;

interface Line {
  readonly id: string;
  readonly name: string;
  readonly cell: SwapStepView['swapIn'];
}

/** Who would change sides between the first card and another, when each approves the same share. */
export function ComparedSwaps({ view }: { view: ComparisonView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const names = comparedNames(view.cards);
  const [chosen, setChosen] = useState('1');
  const [percent, setPercent] = useState(USUAL);
  const place = Number(chosen) < view.cards.length ? Number(chosen) : 1;
  const step = view.cards[place]?.swaps.find(({ approval }) => Math.round(approval * 100) === percent);
  if (step === undefined) return null;
  const [first = '', other = ''] = [names[0], names[place]];
  const lines: Line[] = [
    { id: 'both', name: t('scorecard.compare.bothApprove'), cell: step.bothApprove },
    { id: 'in', name: t('scorecard.compare.only', { name: other }), cell: step.swapIn },
    { id: 'out', name: t('scorecard.compare.only', { name: first }), cell: step.swapOut },
    { id: 'none', name: t('scorecard.compare.bothDecline'), cell: step.bothDecline },
  ];
  const rate = (value: number | null) => (value === null ? '–' : formatShare(value, language));
  const columns: Column<Line>[] = [
    { id: 'name', header: t('scorecard.compare.decision'), cell: ({ name }) => name },
    { id: 'rows', header: t('scorecard.count'), align: 'end', cell: ({ cell }) => formatCount(cell.rows, language) },
    { id: 'share', header: t('scorecard.share'), align: 'end', cell: ({ cell }) => formatShare(cell.rows / view.rows, language) },
    { id: 'bads', header: t('scorecard.badsColumn'), align: 'end', cell: ({ cell }) => formatCount(cell.bads, language) },
    { id: 'rate', header: t('scorecard.badRate'), align: 'end', cell: ({ cell }) => rate(cell.badRate) },
  ];
  const score = (value: number | null) => (value === null ? '–' : String(value));
  const cutOffs = t('scorecard.compare.cutOffs', { first, other, firstScore: score(step.firstScore), otherScore: score(step.ownScore) });
  return (
    <Panel
      title={t('scorecard.compare.swaps')}
      note={swapFinding(step, { first, other }, t)}
      foot={t(view.basis === 'learnt_anew' ? 'scorecard.compare.foot' : 'scorecard.compare.laterFoot')}
      flush
    >
      <Stack gap="xs" p="md">
        {view.cards.length > 2 && (
          <Select
            label={t('scorecard.compare.against', { name: first })}
            data={names.slice(1).map((label, at) => ({ value: String(at + 1), label }))}
            value={String(place)}
            allowDeselect={false}
            onChange={(value) => setChosen(value ?? '1')}
          />
        )}
        <Text size="sm" fw={500}>
          {t('scorecard.compare.approve', { share: formatShare(percent / 100, language) })}
        </Text>
        <Slider
          aria-label={t('scorecard.approvalRate')}
          thumbLabel={t('scorecard.approvalRate')}
          min={1}
          max={99}
          label={null}
          value={percent}
          onChange={setPercent}
        />
        <Text size="sm" c="dimmed">
          {cutOffs}
        </Text>
      </Stack>
      <DataTable caption={t('scorecard.compare.swaps')} columns={columns} rows={lines} rowKey={({ id }) => id} />
    </Panel>
  );
}

function swapFinding({ swapIn, swapOut }: SwapStepView, { first, other }: { first: string; other: string }, t: TFunction): string {
  const moved = swapIn.rows + swapOut.rows;
  if (moved === 0) return t('scorecard.compare.noSwap');
  const [fewer, bads] = swapIn.bads <= swapOut.bads ? [other, swapOut.bads - swapIn.bads] : [first, swapIn.bads - swapOut.bads];
  return t('scorecard.compare.swapFinding', { moved: String(moved), name: fewer, bads: String(bads) });
}
