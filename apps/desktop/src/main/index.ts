import { runProgram } from './program.ts';

runProgram(import.meta.dirname);
