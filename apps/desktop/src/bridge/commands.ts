import { Language } from '@nrm/domain/language';
import { SubjectRef } from '@nrm/domain/ledger';
import { ActId, EntryId, OccurredOn, WorkerId } from '@nrm/domain/shared';
import { z } from 'zod';
import type { WrittenAudit } from './audit.ts';
import type { CarriedAway, Delivered, ReadStick, WrittenStick } from './bundles.ts';

/**
 * What a person can set in motion. Everything that is written to a file goes through `act`, whose steps name verbs of
 * the domain: the same word on the button, here, in the rule and in the ledger.
 */
export const ActStep = z.object({
  type: z.string().max(60),
  subject: SubjectRef,
  intent: z.unknown(),
  occurredOn: OccurredOn.optional(),
});
export type ActStep = z.infer<typeof ActStep>;

/** Chosen by a person in a window of the system, or typed; never kept and never logged. */
const Folder = z.string().min(1).max(1000);

export const COMMANDS = {
  act: z.object({
    /** Formed by the screen when the button is pressed, so that pressing it twice writes once. */
    id: ActId,
    steps: z.array(ActStep).min(1).max(64),
    /** A draft that this act finishes; deleted in the same transaction. */
    finishesDraft: z.string().max(120).optional(),
  }),
  'session.sign-in': z.object({
    worker: WorkerId,
    password: z.string().max(1000),
    /** After `replica.rolled-back` was read: go on with the older data, in a new history of this laptop. */
    continueFromOlder: z.boolean().optional(),
  }),
  'session.sign-out': z.object({}),
  /** The language of this laptop's screens, kept over restarts; anybody may choose it before signing in. */
  'preferences.set-language': z.object({ language: Language }),
  /** Somebody signed in introduces a colleague of the office, who chooses their own password. */
  'session.add-worker': z.object({ worker: WorkerId, password: z.string().max(1000) }),
  'draft.save': z.object({ key: z.string().min(1).max(120), title: z.string().max(200), value: z.unknown() }),
  'draft.discard': z.object({ key: z.string().min(1).max(120) }),
  'sync.now': z.object({}),
  'sync.set-network': z.object({ on: z.boolean() }),
  /** A line that costs money or is slow, kept for this laptop: only what is small and needed goes by itself. */
  'sync.set-metered': z.object({ on: z.boolean() }),
  /** For the scheduler of the operating system, while nobody is signed in: carries what is sealed, up and down. */
  'sync.carry-sealed': z.object({}),
  /** Folder of a stick: what waits for the server is written there, and what this laptop carries for others. */
  'bundle.write': z.object({ folder: Folder }),
  /** Takes in what is for this laptop. */
  'bundle.read': z.object({ folder: Folder }),
  /** Takes along what is for others, sealed as it is. */
  'bundle.carry': z.object({ folder: Folder }),
  'bundle.cancel': z.object({}),
  /** Opens the system's window for a folder; answered by the main process of the desktop app and by nobody else. */
  'window.choose-folder': z.object({}),
  /** Writes an export that was released into a folder, of a stick as a rule. */
  'audit.write': z.object({ export: EntryId, folder: Folder }),
  'audit.cancel': z.object({}),
  /** Only after a fault that says so: the folder's data are put aside, and the laptop can be connected again. */
  'laptop.set-aside': z.object({}),
  /** The one-time code names the office and the worker it was given to, who chooses a password here. */
  'laptop.connect': z.object({ server: z.string().max(300), code: z.string().max(60), password: z.string().max(1000) }),
} as const;

export interface CommandAnswers {
  act: { readonly entries: readonly EntryId[] };
  'session.sign-in': { readonly worker: WorkerId };
  'session.sign-out': null;
  'preferences.set-language': null;
  'laptop.set-aside': null;
  'session.add-worker': null;
  'draft.save': { readonly savedAt: string };
  'draft.discard': null;
  'sync.now': null;
  'sync.set-network': null;
  'sync.set-metered': null;
  'sync.carry-sealed': Delivered;
  'bundle.write': WrittenStick;
  'bundle.read': ReadStick;
  'bundle.carry': CarriedAway;
  'bundle.cancel': null;
  /** null: nothing was chosen, or there is no such window */
  'window.choose-folder': { readonly folder: string | null };
  'audit.write': WrittenAudit;
  'audit.cancel': null;
  /** The numbers both screens show: read them aloud and compare. */
  'laptop.connect': { readonly worker: WorkerId; readonly numbers: readonly string[] };
}

export type CommandName = keyof typeof COMMANDS;
/** As the caller gives them. */
export type CommandArgs<Name extends CommandName> = z.input<(typeof COMMANDS)[Name]>;
/** As the core reads them, parsed. */
export type ParsedCommand<Name extends CommandName> = z.output<(typeof COMMANDS)[Name]>;
