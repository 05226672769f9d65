import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairLock } from './fair-lock.ts';

describe('fair lock', () => {
  it('gives a writer everything for itself and lets everyone through in order', async () => {
    const tasks = fc.array(fc.record({ writes: fc.boolean(), fails: fc.boolean(), turns: fc.nat(4) }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(tasks, async (plan) => {
        const lock = new FairLock();
        let readers = 0;
        let writers = 0;
        const begun: number[] = [];
        const run = async (index: number, { writes, fails, turns }: { writes: boolean; fails: boolean; turns: number }) => {
          begun.push(index);
          if (writes) writers++;
          else readers++;
          for (let turn = 0; turn <= turns; turn++) {
            expect(writers === 0 || (writers === 1 && readers === 0)).toBe(true);
            await Promise.resolve();
          }
          if (writes) writers--;
          else readers--;
          if (fails) throw new Error('on purpose');
          return index;
        };
        const runs = plan.map((task, index) => (task.writes ? lock.write(() => run(index, task)) : lock.read(() => run(index, task))));
        const settled = await Promise.allSettled(runs);
        expect(settled.map((each) => each.status)).toEqual(plan.map((task) => (task.fails ? 'rejected' : 'fulfilled')));
        const phase = (index: number) => plan.slice(0, index).filter((task) => task.writes).length;
        for (const [at, index] of begun.entries()) {
          const earlier = begun.slice(0, at);
          if (plan[index]?.writes) expect(earlier.toSorted((a, b) => a - b)).toEqual(Array.from({ length: index }, (_, each) => each));
          expect(earlier.every((each) => phase(each) <= phase(index))).toBe(true);
        }
      }),
    );
  });
});
