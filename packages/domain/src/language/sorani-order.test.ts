import { describe, expect, it } from 'vitest';
import { compareSorani } from './index.ts';

describe('the Sorani order', () => {
  it('puts Kurdish letters where the alphabet has them, and the shorter name first', () => {
    const names = ['یاد', 'ژیان', 'پەری', 'گوڵ', 'ئاسۆ', 'کەریم', 'زانا', 'بەهار', 'بەها', 'ڤیان', 'فەرهاد', 'Zana'];
    const sorted = ['ئاسۆ', 'بەها', 'بەهار', 'پەری', 'زانا', 'ژیان', 'فەرهاد', 'ڤیان', 'کەریم', 'گوڵ', 'یاد', 'Zana'];
    expect(names.toSorted(compareSorani)).toEqual(sorted);
  });

  it('takes the Arabic keyboard for the Kurdish one', () => {
    expect(compareSorani('كه', 'که')).toBe(0);
    expect(compareSorani('ي', 'ی')).toBe(0);
  });
});
