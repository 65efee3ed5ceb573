export * from './draft-referral.ts';
export * from './end-sending.ts';
export * from './referral.ts';
export * from './referral-moves.ts';
export * from './referral-state.ts';
export * from './report-referral.ts';
export * from './send-referral.ts';
