import classes from './FieldTree.module.css';

const ROW = 30;
const SLOTS = 16;
const LEVELS = 4;
const STEP = 34;
const WIDTH = LEVELS * STEP + 26;

/** Middle of node `place` of `level`, level 0 being the leaves. */
function middle(level: number, place: number): number {
  const span = 2 ** level;
  return (place * span + span / 2) * ROW;
}

/** The tree drawn as brackets from the rows at its left to the root at its right. */
export function FieldTreeLines({ chosen, broken }: { chosen: number; broken: boolean }) {
  const nodes: React.ReactNode[] = [];
  for (let level = 1; level <= LEVELS; level++) {
    for (let place = 0; place < SLOTS >> level; place++) {
      const x = level * STEP;
      const y = middle(level, place);
      for (const child of [place * 2, place * 2 + 1]) {
        const onPath = chosen >> (level - 1) === child;
        const from = level === 1 ? 4 : x - STEP;
        nodes.push(
          <path
            key={`${level}:${child}`}
            d={`M${from} ${middle(level - 1, child)}H${x - STEP / 2}V${y}H${x}`}
            className={classes.line}
            data-path={onPath || undefined}
            data-broken={(onPath && broken) || undefined}
          />,
        );
      }
    }
  }
  const dots: React.ReactNode[] = [];
  for (let level = 1; level <= LEVELS; level++) {
    for (let place = 0; place < SLOTS >> level; place++) {
      const onPath = chosen >> level === place;
      const sibling =
        level < LEVELS && (chosen >> level) % 2 === place % 2 ? false : level < LEVELS && chosen >> (level + 1) === place >> 1;
      dots.push(
        <circle
          key={`${level}:${place}`}
          cx={level * STEP}
          cy={middle(level, place)}
          r={level === LEVELS ? 6 : 4}
          className={classes.dot}
          data-path={onPath || undefined}
          data-sibling={(sibling && !onPath) || undefined}
          data-broken={(onPath && broken) || undefined}
        />,
      );
    }
  }
  return (
    <svg width={WIDTH} height={SLOTS * ROW} viewBox={`0 0 ${WIDTH} ${SLOTS * ROW}`} aria-hidden="true" className={classes.lines}>
      {nodes}
      {dots}
    </svg>
  );
}
