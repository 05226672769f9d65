/** One measured figure of a room; a bench file exports `benches: Bench[]`. */
export interface Bench {
  /** The room whose figure this is, as in `npm run bench -- scoring`. */
  readonly room: string;
  readonly name: string;
  /** Unit of the value, for example `rows/s`, `ms`, `gas`, `MB`. */
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** The value to reach; absent where there is no promise. */
  readonly target?: number;
  /** Takes minutes: measured only when `--deep` asks for it. */
  readonly deep?: boolean;
  /** What the reference is, for example `@openzeppelin/merkle-tree`. */
  readonly referenceName?: string;
  /** Measures once, with its own warm-up; the reference runs in the same process where it can, and is named here where it depends on the machine. */
  run(): Promise<{ value: number; reference?: number; referenceName?: string }>;
}
