import { startStage } from '../../src/rehearsal/embedded/stage.ts'
import { requestOf, script } from './scripts.ts'

// Run as a process of its own: begins a rehearsal that never ends.

const stage = startStage(700)
await stage.perform({ open: { extensions: [], purpose: 'rehearse' }, seconds: 3600 })
const loop = requestOf([], script('0001.sql', 'DO $$ BEGIN LOOP END LOOP; END $$'))
void stage.perform({ rehearse: loop, seconds: 3600 })
process.stdout.write('begun\n')
