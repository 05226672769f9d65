import { describe, expect, it } from 'vitest';
import { epochKey, maskGrade, viewKey } from '../../../../backend/rating/domain/board-mask.ts';
import { openPlace } from './open-place.ts';

const contract = `0x${'ab'.repeat(20)}`;
const key = epochKey(viewKey(new Uint8Array(32).fill(7), 1), 5n);
const view = { chainId: 1, contract, issuerId: 1, place: 40, epoch: '5', key: `0x${Buffer.from(key).toString('hex')}` };
const place = {
  chainId: 1,
  contract,
  issuerId: 1,
  place: 40,
  epoch: '5',
  masked: maskGrade(2, key, 40),
  grades: ['A', 'B', 'C', 'D'],
  asOfBlock: '9',
  writtenBlock: '8',
  transaction: null,
  sameInEvents: true,
};
const failed = (opened: ReturnType<typeof openPlace>) => opened.checks.filter(({ status }) => status === 'fail').map(({ id }) => id);

describe('a place', () => {
  it('opens to the grade with the key of its writing', () => {
    expect(openPlace(view, place).grade).toBe('C');
    expect(openPlace(view, place).checks.every(({ status }) => status === 'pass')).toBe(true);
  });

  it('opens for nobody once the board was written anew, or on another board', () => {
    expect(openPlace(view, { ...place, epoch: '6' }).grade).toBeNull();
    expect(failed(openPlace(view, { ...place, epoch: '6' }))).toEqual(['sameEpoch']);
    expect(openPlace({ ...view, chainId: 2 }, place).grade).toBeNull();
    expect(failed(openPlace({ ...view, contract: `0x${'00'.repeat(20)}` }, place))).toEqual(['sameBoard']);
  });

  it('tells when contract and events differ, and when the byte is no grade', () => {
    expect(failed(openPlace(view, { ...place, sameInEvents: false }))).toEqual(['sameInEvents']);
    expect(failed(openPlace(view, { ...place, masked: maskGrade(null, key, 40) }))).toEqual(['opens']);
  });
});
