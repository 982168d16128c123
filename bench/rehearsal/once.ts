import { openEmbeddedRehearser } from '../../src/rehearsal/embedded/rehearser.ts'
import { tenStatements } from './requests.ts'

// Run as a process of its own: one rehearsal, with what is kept in the directory it is given.

const [directory = ''] = process.argv.slice(2)
const rehearser = openEmbeddedRehearser({ directory })
const { files } = await rehearser.rehearse(tenStatements)
await rehearser.close()
if (files[0]?.outcome !== 'applied') throw new Error(JSON.stringify(files))
