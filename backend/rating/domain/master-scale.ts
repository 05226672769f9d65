/**
 * The scale of the house's agency, best first, with the highest probability of default within a year of each grade; `D` is for what has
 * defaulted. The ceilings lie between the means that the grades have in the long records of the large agencies.
 */
const MASTER_SCALE = [
  ['AAA', 0.0003],
  ['AA', 0.0007],
  ['A', 0.0018],
  ['BBB', 0.0055],
  ['BB', 0.02],
  ['B', 0.07],
  ['CCC', 0.2],
  ['CC', 0.5],
  ['C', 1],
  ['D', 1],
] as const;

export const MASTER_GRADES: readonly string[] = MASTER_SCALE.map(([grade]) => grade);

/** The grade that a probability of default within a year, from 0 to 1, falls into. */
export function masterGrade(probability: number): string {
  return MASTER_SCALE.find(([, ceiling]) => probability <= ceiling)?.[0] ?? 'D';
}
