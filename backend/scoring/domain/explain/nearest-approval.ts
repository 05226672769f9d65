import { DomainError } from '../../../kernel/errors.ts';
import { binLabel } from '../binning/bins.ts';
import { compileScorecard } from '../scorecard/compile-scorecard.ts';
import type { DocumentBin, DocumentCharacteristic, ScorecardDocument, ScoringDocument } from '../scorecard/scorecard-document.ts';
import { type Row, segmentOfRow } from '../segments/compile-document.ts';
import { type Condition, sideOf } from '../segments/segment-tree.ts';

/** A characteristic that a customer can change, and how hard it is. */
export interface Actionable {
  readonly characteristic: string;
  /** Cost of any change, and of each attribute that the change passes on the way; whole, the sum above 0. */
  readonly costOfChange: number;
  readonly costOfStep: number;
  /** Numbers that only grow, or only fall; `any` for levels and what goes both ways. */
  readonly direction: 'up' | 'down' | 'any';
}

export interface AttributeChange {
  readonly characteristic: string;
  readonly from: string;
  readonly to: string;
  readonly pointsGained: number;
  readonly cost: number;
}

/** The cheapest way to the cut-off; `reachable` is the highest score that the changes allow. */
export interface NearestApproval {
  /** The segment that no change may leave, since another card would score the customer there; null without segments. */
  readonly heldSegment: string | null;
  readonly score: number;
  readonly reachable: number;
  /** Empty when the score reaches the cut-off as it is; null when no changes do. */
  readonly changes: readonly AttributeChange[] | null;
  readonly cost: number;
  readonly scoreAfter: number;
}

interface Option extends AttributeChange {
  readonly group: number;
}

function checkActionable(document: ScorecardDocument, actionable: readonly Actionable[]): void {
  const names = actionable.map(({ characteristic }) => characteristic);
  const faults = actionable.flatMap(({ characteristic, costOfChange, costOfStep }, place) => {
    const fault = (member: string, detail: string) => [{ pointer: `/actionable/${place}/${member}`, code: 'actionable', detail }];
    if (!document.characteristics.some(({ name }) => name === characteristic))
      return fault('characteristic', `The scorecard has no characteristic ${characteristic}.`);
    if (names.indexOf(characteristic) !== place) return fault('characteristic', `${characteristic} is named twice.`);
    const isCost = [costOfChange, costOfStep].every((cost) => Number.isSafeInteger(cost) && cost >= 0) && costOfChange + costOfStep > 0;
    return isCost ? [] : fault('costOfChange', 'Costs must be whole numbers from 0 on, and not both 0.');
  });
  if (faults.length > 0)
    throw new DomainError('actionable_invalid', 'invalid', 'What a customer can change does not fit the scorecard.', { faults });
}

/** Whether some value of the bin still leads past every test of its characteristic on the way to the segment. */
function keepsSegment(bin: DocumentBin, name: string, path: readonly Condition[]): boolean {
  const own = path.filter(({ test }) => test.attribute === name);
  if (bin.kind === 'levels') return bin.levels.some((level) => own.every(({ test, side }) => sideOf(test, level) === side));
  if (bin.kind !== 'interval') return true;
  const cuts = own.flatMap(({ test, side }) => (test.kind === 'below' ? [{ cut: test.cut, side }] : []));
  const lower = Math.max(bin.lower ?? Number.NEGATIVE_INFINITY, ...cuts.flatMap(({ cut, side }) => (side === 'right' ? [cut] : [])));
  const upper = Math.min(bin.upper ?? Number.POSITIVE_INFINITY, ...cuts.flatMap(({ cut, side }) => (side === 'left' ? [cut] : [])));
  return lower < upper;
}

/** Attributes of `source` that `own` can become, each with its gain and cost; only those that training saw and that gain. */
function optionsOf(source: DocumentCharacteristic, own: DocumentBin, way: Actionable, group: number): Option[] {
  const ordered: readonly DocumentBin[] = source.bins.filter((bin) => bin.kind === 'interval' || bin.kind === 'levels');
  const at = ordered.indexOf(own);
  return ordered.flatMap((bin, place) => {
    const pointsGained = bin.points - own.points;
    const isAhead = at < 0 || way.direction === 'any' || (way.direction === 'up' ? place > at : place < at);
    if (pointsGained <= 0 || bin.goods + bin.bads === 0 || !isAhead) return [];
    // Levels have no order and a missing value no place: one step leads from them to any attribute.
    const steps = at < 0 || source.kind === 'categorical' ? 1 : Math.abs(place - at);
    const cost = way.costOfChange + way.costOfStep * steps;
    return [{ group, characteristic: source.name, from: binLabel(own), to: binLabel(bin), pointsGained, cost }];
  });
}

interface Best {
  readonly cost: number;
  readonly chosen: readonly Option[];
}

/** Less cost, then fewer changes. */
function isBetter(left: Best, right: Best | undefined): boolean {
  return right === undefined || left.cost < right.cost || (left.cost === right.cost && left.chosen.length < right.chosen.length);
}

/**
 * Cheapest options, at most one of each group, that gain at least `wanted`: exact, by dynamic programming over the
 * points gained, with all gains beyond `wanted` counted as `wanted`.
 */
function cheapest(groups: readonly (readonly Option[])[], wanted: number): Best | null {
  let table = new Map<number, Best>([[0, { cost: 0, chosen: [] }]]);
  for (const options of groups) {
    const next = new Map(table);
    for (const [gained, best] of table) {
      for (const option of options) {
        const total = Math.min(wanted, gained + option.pointsGained);
        const own = { cost: best.cost + option.cost, chosen: [...best.chosen, option] };
        if (isBetter(own, next.get(total))) next.set(total, own);
      }
    }
    table = next;
  }
  return table.get(wanted) ?? null;
}

/**
 * The cheapest set of changes after which a row would score `cutOff`, among the characteristics that can change. No
 * other set costs less; of equally cheap ones it has the fewest changes. A change that would lead to another segment is not offered.
 * @throws {@link DomainError} `actionable_invalid`, `scorecard_input_invalid`
 */
export function nearestApproval(document: ScoringDocument, row: Row, cutOff: number, actionable: readonly Actionable[]): NearestApproval {
  const { segment, card, path } = segmentOfRow(document, row);
  checkActionable(card, actionable);
  const { score, points } = compileScorecard(card).scoreRow(row);
  const groups = actionable.map((way, group) => {
    const place = card.characteristics.findIndex(({ name }) => name === way.characteristic);
    const source = card.characteristics[place] as DocumentCharacteristic;
    const own = source.bins.find((bin) => binLabel(bin) === points[place]?.attribute) as DocumentBin;
    const kept = { ...source, bins: source.bins.filter((bin) => bin === own || keepsSegment(bin, source.name, path)) };
    return optionsOf(kept, own, way, group);
  });
  const reachable = groups.reduce((total, options) => total + Math.max(0, ...options.map((option) => option.pointsGained)), score);
  const best = score >= cutOff ? { cost: 0, chosen: [] } : cheapest(groups, cutOff - score);
  const changes = best === null ? null : best.chosen.map(({ group: _group, ...change }) => change);
  const gained = changes?.reduce((total, change) => total + change.pointsGained, 0) ?? 0;
  return { heldSegment: segment, score, reachable, changes, cost: best?.cost ?? 0, scoreAfter: score + gained };
}
