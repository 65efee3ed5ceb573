import { ledgerAssembly } from './ledger-assembly.ts';
import { runProgram } from './run-program.ts';

await runProgram(ledgerAssembly);
