/** How long a stage took, and how fast it was. */
export interface Lap<Stage extends string> {
  readonly stage: Stage;
  readonly seconds: number;
  readonly rowsPerSecond: number;
}

/** Measures stages that follow each other. */
export function stopwatch<Stage extends string>() {
  const laps: Lap<Stage>[] = [];
  let from = performance.now();
  const add = (stage: Stage, rows: number, seconds: number): void => {
    laps.push({ stage, seconds, rowsPerSecond: Math.round(rows / Math.max(seconds, 1e-3)) });
  };
  return {
    laps,
    /** Enters a stage that was measured by itself. */
    add,
    /** Ends a stage; `elsewhere` of its seconds belong to others. */
    lap(stage: Stage, rows: number, elsewhere = 0): void {
      const now = performance.now();
      add(stage, rows, (now - from) / 1000 - elsewhere);
      from = now;
    },
  };
}
