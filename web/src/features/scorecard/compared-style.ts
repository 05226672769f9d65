import type { ComparedCardView } from '../../../../backend/scoring/comparison/schemas.ts';
import type { ChartColors } from '../../ui/chart-style.ts';

/** How the line of each card is told from the others: by colour, and by dashes from the third on. */
export function comparedStyle(colors: ChartColors, place: number) {
  const styles = [
    { color: colors.accent, type: 'solid' as const },
    { color: colors.contrast, type: 'solid' as const },
    { color: colors.ink, type: 'dashed' as const },
    { color: colors.dim, type: 'dotted' as const },
  ];
  const { color, type } = styles[place] ?? { color: colors.dim, type: 'solid' as const };
  return { lineStyle: { color, type, width: 2 }, itemStyle: { color } };
}

/** Names of the cards; two of one name are told apart by the beginning of the hash. */
export function comparedNames(cards: readonly ComparedCardView[]): string[] {
  return cards.map(({ name, hash }) => (cards.filter((card) => card.name === name).length > 1 ? `${name} ${hash.slice(0, 10)}` : name));
}
