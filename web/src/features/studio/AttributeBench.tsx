import { Alert, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudioBins, StudioOverview } from '../../../../backend/scoring/studio/schemas.ts';
import { ApiFault } from '../../lib/api.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { FigureStripSkeleton } from '../../ui/Figure.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RefusalText } from '../../ui/RefusalText.tsx';
import { Fault, RowsSkeleton } from '../../ui/states.tsx';
import { characteristicName } from '../customers/glossary.ts';
import { BinChart } from './BinChart.tsx';
import { BinRows } from './BinRows.tsx';
import { BinTools } from './BinTools.tsx';
import { ChangeList } from './ChangeList.tsx';
import { CutBoard } from './CutBoard.tsx';
import { cutsOf, middleOf } from './cut-places.ts';
import { LevelBoard } from './LevelBoard.tsx';
import { LiveFigures } from './LiveFigures.tsx';
import type { Subject } from './studio-queries.ts';
import { type Bench, useBench, useUndoKeys } from './use-bench.ts';
import type { DraftHandle } from './use-draft.ts';

interface AttributeBenchProps {
  readonly subject: Subject;
  readonly name: string;
  readonly handle: DraftHandle;
  /** The card as it was fitted last. */
  readonly fitted: StudioOverview;
  readonly isFitted: boolean;
}

/** The bins of one attribute, to be changed while their figures are in view. */
export function AttributeBench({ subject, name, handle, fitted, isFitted }: AttributeBenchProps) {
  const bench = useBench(subject, name, handle);
  useUndoKeys(bench);
  const client = useQueryClient();
  // Customers came or were erased meanwhile: all figures are asked for again.
  const hasChanged = bench.data !== null && bench.data.datasetHash !== fitted.datasetHash;
  useEffect(() => {
    if (hasChanged) void client.invalidateQueries({ queryKey: ['studio'] });
  }, [client, hasChanged]);
  if (bench.error !== null) return <Fault error={bench.error} onRetry={bench.retry} />;
  if (bench.data === null)
    return (
      <div>
        <FigureStripSkeleton count={6} />
        <RowsSkeleton />
      </div>
    );
  return (
    <>
      <VisuallyHidden role="status" aria-live="polite" data-told="">
        {bench.told}
      </VisuallyHidden>
      <LiveFigures data={bench.data} fitted={fitted} isFitted={isFitted} />
      <Refusal error={bench.refused} />
      <BinWork bench={bench} data={bench.data} />
      <ChangeList name={name} history={bench.history} onChange={bench.setHistory} />
    </>
  );
}

function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const problem = error instanceof ApiFault ? error.problem : null;
  if (problem === null) return null;
  return (
    <Alert role="alert" color="orange" variant="outline" icon={<IconAlertTriangle size={18} />} title={t('studio.binsRefused')}>
      <RefusalText refused={problem} />
    </Alert>
  );
}

function BinWork({ bench, data }: { bench: Bench; data: StudioBins }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [picked, setPicked] = useState<number | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const { bins, kind, attribute } = data;
  const isNumeric = kind === 'numeric';
  const chosen = picked === null ? null : Math.min(picked, bins.length - 1);
  const cuts = cutsOf(bins);
  const merge = (place: number): void => {
    const cut = cuts[place];
    if (cut !== undefined) bench.add({ kind: 'merge', at: cut });
    const [bin, next] = [bins[place], bins[place + 1]];
    if (bin?.kind === 'levels' && next?.kind === 'levels') bench.add({ kind: 'join', levels: [...bin.levels, ...next.levels] });
  };
  const middle = (place: number) => {
    const bin = bins[place];
    return bin?.kind === 'interval' ? middleOf(data, bins, bin) : null;
  };
  const split = (place: number): void => {
    const at = middle(place)?.value;
    if (at !== undefined) bench.add({ kind: 'split', at });
  };
  const pick = (place: number): void => setPicked(place);
  const move = (index: number, to: number): void => {
    const from = cuts[index];
    if (from !== undefined && from !== to) bench.add({ kind: 'move', from, to });
  };
  const canMerge =
    chosen !== null && (isNumeric ? chosen < cuts.length : bins[chosen]?.kind === 'levels' && bins[chosen + 1]?.kind === 'levels');
  const acts = { choose: pick, drag: bench.dragCut, drop: bench.dropCut, move, merge, splitAfter: (index: number) => split(index + 1) };
  const linked = { data, chosen, hovered, onHover: setHovered, onPick: pick };
  return (
    <>
      <Panel title={t('studio.chartTitle', { name: characteristicName(attribute, language) })} note={t('studio.onTraining')}>
        <BinTools
          bench={bench}
          isNumeric={isNumeric}
          cut={chosen === null ? undefined : cuts[chosen]}
          canMerge={canMerge}
          canSplit={chosen !== null && middle(chosen) !== null}
          onMerge={() => chosen !== null && merge(chosen)}
          onSplit={() => chosen !== null && split(chosen)}
        />
        <BinChart {...linked} />
      </Panel>
      {isNumeric ? (
        <Panel title={t('studio.cutsTitle')} note={t('studio.cutsNote')}>
          <CutBoard data={data} chosen={chosen} dragged={bench.drag} acts={acts} />
        </Panel>
      ) : (
        <LevelBoard data={data} onChange={bench.add} />
      )}
      <Panel title={t('studio.table')} note={t('studio.tableNote')} flush>
        <BinRows {...linked} onMerge={merge} onSplit={split} />
      </Panel>
    </>
  );
}
