import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudioBins } from '../../../../backend/scoring/studio/schemas.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { cutText } from './bin-words.ts';
import classes from './CutBoard.module.css';
import { cutsOf, intervalsOf, type Place, placesFor, rowsBelow, rowsBelowCuts, slicesOf } from './cut-places.ts';

const HEIGHT = 132;
const PAD = 10;
const SLICES = 36;
const FAR = 5;
const TICKS = 8;

export interface CutActs {
  readonly choose: (index: number) => void;
  /** Shows what a place of the cut would do; `drop` keeps it. */
  readonly drag: (index: number, to: number) => void;
  readonly drop: (index: number) => void;
  readonly move: (index: number, to: number) => void;
  readonly merge: (index: number) => void;
  readonly splitAfter: (index: number) => void;
}

interface CutBoardProps {
  readonly data: StudioBins;
  readonly chosen: number | null;
  /** Where a cut is being dragged to, before the answer knows it. */
  readonly dragged: { readonly index: number; readonly to: number } | null;
  readonly acts: CutActs;
}

/** The cuts of a number over its values, which are spaced by how many customers have them. */
export function CutBoard({ data, chosen, dragged, acts }: CutBoardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const board = useRef<HTMLDivElement>(null);
  const intervals = intervalsOf(data.bins);
  const total = intervals.reduce((sum, { count }) => sum + count, 0);
  const below = rowsBelowCuts(data.bins);
  const shareOf = (index: number): number => {
    const place = dragged?.index === index ? data.grid.find(({ value }) => value === dragged.to) : undefined;
    return (place === undefined ? (below[index] ?? 0) : rowsBelow(place)) / total;
  };
  const cuts = cutsOf(data.bins);
  return (
    <figure className={classes.figure}>
      <div ref={board} className={classes.board} style={{ height: HEIGHT }}>
        <Rates data={data} total={total} />
        {cuts.map((cut, index) => (
          <CutHandle
            // A cut that moves stays the same handle.
            key={`${index + 1}/${cuts.length}`}
            name={t('studio.cut', { number: String(index + 1), all: String(cuts.length) })}
            text={cutText(dragged?.index === index ? dragged.to : cut, language)}
            value={dragged?.index === index ? dragged.to : cut}
            share={shareOf(index)}
            isChosen={chosen === index}
            places={() => placesFor(data, index)}
            placeAt={(clientX) => {
              const box = board.current?.getBoundingClientRect();
              return box === undefined ? 0 : ((clientX - box.left) / box.width) * total;
            }}
            index={index}
            acts={acts}
          />
        ))}
      </div>
      <Axis grid={data.grid} total={total} />
      <figcaption className={classes.caption}>
        {t('studio.axisByRows')} · {t('studio.keys')}
      </figcaption>
    </figure>
  );
}

function Rates({ data, total }: { data: StudioBins; total: number }) {
  const intervals = intervalsOf(data.bins);
  const below = [0, ...rowsBelowCuts(data.bins), total];
  const slices = useMemo(() => {
    const valued = intervalsOf(data.bins);
    const sum = (member: 'goods' | 'bads') => valued.reduce((all, bin) => all + bin[member], 0);
    return slicesOf(data.grid, { value: 0, goods: sum('goods'), bads: sum('bads') }, SLICES);
  }, [data.grid, data.bins]);
  const highest = Math.max(...slices.map(({ rate }) => rate), ...intervals.map(({ badRate }) => badRate), 0.01);
  const yOf = (rate: number) => HEIGHT - PAD - (rate / highest) * (HEIGHT - 2 * PAD);
  const percent = (share: number) => `${share * 100}%`;
  return (
    <svg className={classes.rates} width="100%" height={HEIGHT} aria-hidden="true">
      {slices.map(({ middle, rate }) => (
        <circle key={middle} cx={percent(middle)} cy={yOf(rate)} r={3} className={classes.dot} />
      ))}
      {intervals.map((bin, place) => (
        <line
          key={bin.label}
          x1={percent((below[place] ?? 0) / total)}
          x2={percent((below[place + 1] ?? total) / total)}
          y1={yOf(bin.badRate)}
          y2={yOf(bin.badRate)}
          className={classes.level}
        />
      ))}
    </svg>
  );
}

interface CutHandleProps {
  readonly name: string;
  readonly text: string;
  readonly value: number;
  readonly share: number;
  readonly isChosen: boolean;
  readonly index: number;
  readonly places: () => Place[];
  /** Rows below a point of the screen. */
  readonly placeAt: (clientX: number) => number;
  readonly acts: CutActs;
}

function nearest(places: readonly Place[], rows: number): Place | undefined {
  return places.toSorted((left, right) => Math.abs(rowsBelow(left) - rows) - Math.abs(rowsBelow(right) - rows))[0];
}

/** Places to go to the right, or with a minus to the left; 0 for a key that moves nothing. */
function stepsOf({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>, all: number): number {
  const far = shiftKey ? FAR : 1;
  if (key === 'ArrowRight' || key === 'ArrowUp') return far;
  if (key === 'ArrowLeft' || key === 'ArrowDown') return -far;
  if (key === 'PageUp') return FAR;
  if (key === 'PageDown') return -FAR;
  return key === 'End' ? all : key === 'Home' ? -all : 0;
}

function CutHandle({ name, text, value, share, isChosen, index, places, placeAt, acts }: CutHandleProps) {
  const { t } = useTranslation();
  /** Places of the cut as they were when the drag began: they must not move under the mouse. */
  const held = useRef<Place[] | null>(null);
  const all = places();
  const step = (by: number): void => {
    const later = all.filter((place) => place.value > value);
    const earlier = all.filter((place) => place.value < value).toReversed();
    const way = by > 0 ? later : earlier;
    const to = way[Math.min(Math.abs(by), way.length) - 1];
    if (to !== undefined) acts.move(index, to.value);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = stepsOf(event, all.length);
    if (steps !== 0) step(steps);
    else if (event.key === 'Delete' || event.key === 'Backspace') acts.merge(index);
    else if (event.key === 'Enter' || event.key === 's') acts.splitAfter(index);
    else return;
    event.preventDefault();
  };
  const drag = (event: PointerEvent): void => {
    const to = held.current === null ? undefined : nearest(held.current, placeAt(event.clientX));
    if (to !== undefined) acts.drag(index, to.value);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className={classes.cut}
      style={{ left: `${share * 100}%` }}
      data-chosen={isChosen || undefined}
      data-cut={index}
      aria-label={name}
      aria-orientation="horizontal"
      aria-valuemin={Math.min(value, all[0]?.value ?? value)}
      aria-valuemax={Math.max(value, all.at(-1)?.value ?? value)}
      aria-valuenow={value}
      aria-valuetext={t('studio.cutAt', { value: text })}
      onFocus={() => acts.choose(index)}
      onKeyDown={press}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = all;
      }}
      onPointerMove={drag}
      onPointerUp={() => {
        if (held.current !== null) acts.drop(index);
        held.current = null;
      }}
      onPointerCancel={() => {
        if (held.current !== null) acts.drop(index);
        held.current = null;
      }}
    >
      <span className={classes.line} />
      <span className={classes.grip} />
      <span className={classes.value}>{text}</span>
    </div>
  );
}

/** Values at even shares of the customers. */
function Axis({ grid, total }: { grid: readonly Place[]; total: number }) {
  const language = useLanguage();
  const ticks = Array.from({ length: TICKS - 1 }, (_, place) => nearest(grid, (total * (place + 1)) / TICKS)).flatMap((place) =>
    place === undefined ? [] : [place],
  );
  // Where one value has many customers, several shares meet in it.
  const apart = [...new Map(ticks.map((place) => [place.value, place])).values()];
  return (
    <div className={classes.axis} aria-hidden="true">
      {apart.map((place) => (
        <span key={place.value} style={{ left: `${(rowsBelow(place) / total) * 100}%` }}>
          {cutText(place.value, language)}
        </span>
      ))}
    </div>
  );
}
