import { z } from 'zod';

/**
 * Text a person typed. Kept to the letter; refused only where a store could not hold it: U+0000 (PostgreSQL) and lone
 * surrogates (not Unicode). Length in code points, as zod counts: a smiling face is one, though JavaScript says two.
 */
const storable = (text: string) => !text.includes('\u0000') && text.isWellFormed();

export const Text = (max: number) => z.string().max(max, 'form.too-long').refine(storable, 'form.text-unsafe');

/** Text that says something: more than white space. */
export const FilledText = (max: number) => Text(max).refine((text) => text.trim().length > 0, 'form.invalid');
