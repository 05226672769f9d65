import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutPlot, PLOT_HEIGHT, PLOT_WIDTH, type Plot, ticksOver } from './plot.ts';

const plot: Plot = {
  title: 'A plot',
  x: 'across',
  y: 'up',
  xTicks: [0, 5, 10],
  yTicks: [0, 1],
  series: [
    {
      name: 'line',
      style: 'line',
      tone: 'first',
      points: [
        { x: 0, y: 0 },
        { x: 10, y: 1 },
      ],
    },
    {
      name: 'bars',
      style: 'bars',
      tone: 'second',
      points: [
        { x: 2, y: 0.5 },
        { x: 4, y: 1 },
      ],
    },
    { name: null, style: 'dots', tone: 'first', points: [{ x: 5, y: 0.5 }] },
    {
      name: null,
      style: 'dashed',
      tone: 'faint',
      points: [
        { x: 0, y: 1 },
        { x: 10, y: 1 },
      ],
    },
  ],
};

describe('ticks', () => {
  it('are round and hold what they are for', () => {
    expect(ticksOver(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticksOver(399, 647)).toEqual([350, 400, 450, 500, 550, 600, 650]);
    expect(ticksOver(3, 3)).toHaveLength(6);
  });

  it('of any span are at most eight, evenly spaced, around it', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (low, span) => {
        const ticks = ticksOver(low, low + span);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        const [first = 0, last = 0] = [ticks[0], ticks.at(-1)];
        const step = (last - first) / (ticks.length - 1);
        expect(first).toBeLessThanOrEqual(low + step * 1e-6);
        expect(last).toBeGreaterThanOrEqual(low + span - step * 1e-6);
        for (const [at, tick] of ticks.entries()) expect(Math.abs(tick - (first + at * step))).toBeLessThan(step * 1e-6);
      }),
    );
  });
});

describe('a plot', () => {
  const shapes = layOutPlot(plot);
  it('stays in its box, with the ends of a diagonal in opposite corners of the frame', () => {
    const [frame] = shapes.flatMap((shape) => (shape.kind === 'box' && !shape.isFilled ? [shape] : []));
    const [line] = shapes.flatMap((shape) => (shape.kind === 'path' && !shape.isDashed ? [shape] : []));
    expect(line?.points).toEqual([
      [frame?.x, (frame?.y ?? 0) + (frame?.height ?? 0)],
      [(frame?.x ?? 0) + (frame?.width ?? 0), frame?.y],
    ]);
    for (const shape of shapes) {
      const places = shape.kind === 'path' ? shape.points : [[shape.x, shape.y] as const];
      for (const [x, y] of places) expect([x >= 0, x <= PLOT_WIDTH, y >= 0, y <= PLOT_HEIGHT]).toEqual([true, true, true, true]);
    }
  });

  it('gives bars their heights, a dot its place, and names in a legend', () => {
    const bars = shapes.flatMap((shape) => (shape.kind === 'box' && shape.isFilled && shape.height > 9 ? [shape] : []));
    expect((bars[1]?.height ?? 0) / (bars[0]?.height ?? 1)).toBeCloseTo(2, 6);
    expect(shapes.filter(({ kind }) => kind === 'dot')).toHaveLength(1);
    const texts = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));
    expect(texts).toEqual(['0', '5', '10', '0', '1', 'line', 'bars', 'across', 'up']);
  });
});
