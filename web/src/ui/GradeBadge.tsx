import classes from './GradeBadge.module.css';

/** The grade of a score; better grades are more filled, so that order is seen without hue. */
export function GradeBadge({ grade, large = false }: { grade: string; large?: boolean }) {
  return (
    <span className={classes.grade} data-rank={Math.min(gradeRank(grade), 6)} data-large={large || undefined}>
      {grade}
    </span>
  );
}

/** 0 is the best: `A`, or `AAA` before `AA` before `A` where the scale has those. */
export function gradeRank(grade: string): number {
  const letter = grade.toUpperCase().charCodeAt(0) - 65;
  return Number.isNaN(letter) || letter < 0 ? 6 : letter;
}
