// Lets a child process of a test run sources without a build: node --conditions=@assay/source --import <this file>
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
