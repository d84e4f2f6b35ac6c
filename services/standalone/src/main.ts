import 'reflect-metadata';
import { runProcess } from './process.js';

await runProcess();
