import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignModel, placeOf } from './assign-model.ts';
import { MODEL_STATES, type PostedModel, requirePost, stateAfter } from './model-life.ts';

const hashOf = (place: number) => `0x${String(place).padStart(64, '0')}`;

/** Models in use: a champion, and challengers that leave it a part. */
const models = fc
  .array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 5 })
  .filter((shares) => shares.reduce((sum, share) => sum + share, 0) < 10_000)
  .map((shares): PostedModel[] => [
    { hash: hashOf(0), role: 'champion', shareBps: 0 },
    ...shares.map((shareBps, place) => ({ hash: hashOf(place + 1), role: 'challenger' as const, shareBps })),
  ]);

describe('the split of customers', () => {
  it('does not depend on the order of the models, and leaves nobody out', () => {
    fc.assert(
      fc.property(models, fc.string(), (inUse, id) => {
        const model = assignModel(id, inUse);
        expect(model).toBeDefined();
        expect(assignModel(id, [...inUse].reverse())?.hash).toBe(model?.hash);
      }),
    );
  });

  it('keeps every customer of a challenger whose share grows, when it is the only one', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 9_998 }), fc.integer({ min: 1, max: 9_999 }), (id, share, more) => {
        const [small, large] = share < more ? [share, more] : [more, share];
        const at = (shareBps: number) =>
          assignModel(id, [
            { hash: hashOf(0), role: 'champion', shareBps: 0 },
            { hash: hashOf(1), role: 'challenger', shareBps },
          ])?.role;
        if (at(small) === 'challenger') expect(at(large)).toBe('challenger');
      }),
    );
  });

  it('gives each model its share of ten thousand places', () => {
    const inUse: PostedModel[] = [
      { hash: hashOf(0), role: 'champion', shareBps: 0 },
      { hash: hashOf(1), role: 'challenger', shareBps: 2_000 },
      { hash: hashOf(2), role: 'challenger', shareBps: 500 },
      { hash: hashOf(3), role: 'shadow', shareBps: 0 },
    ];
    const counts = new Map<string, number>();
    for (let at = 0; at < 20_000; at++) {
      const hash = assignModel(`cus_${at}`, inUse)?.hash ?? '';
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
    // Five standard deviations of a fair draw.
    expect(Math.abs((counts.get(hashOf(1)) ?? 0) - 4_000)).toBeLessThan(283);
    expect(Math.abs((counts.get(hashOf(2)) ?? 0) - 1_000)).toBeLessThan(155);
    expect(counts.has(hashOf(3))).toBe(false);
    expect(placeOf('cus_1')).toBe(placeOf('cus_1'));
  });
});

describe('the life of a model', () => {
  it('never puts one in use that was not approved, and never loses one that is in use but by retiring', () => {
    for (const state of MODEL_STATES) {
      const next = (act: Parameters<typeof stateAfter>[0]) => {
        try {
          return stateAfter(act, state);
        } catch {
          return null;
        }
      };
      if (state === 'draft' || state === 'validated' || state === 'retired') expect(next('record')).toBeNull();
      if (state === 'draft') expect(next('approve')).toBeNull();
      if (state === 'live' || state === 'watch') expect(next('discard')).toBeNull();
    }
    expect(() => stateAfter('watch', 'retired')).toThrow('This scorecard is retired; only one that is live can be changed so.');
  });

  it('leaves the champion a part of the customers, whatever is asked for', () => {
    fc.assert(
      fc.property(models, fc.integer({ min: 1, max: 9_999 }), (inUse, shareBps) => {
        const sum = inUse.reduce((total, model) => total + model.shareBps, shareBps);
        const ask = () => requirePost(hashOf(9), { role: 'challenger', shareBps }, inUse);
        if (sum < 10_000) expect(ask).not.toThrow();
        else expect(ask).toThrow('leave none to the champion');
      }),
    );
  });
});
