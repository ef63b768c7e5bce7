// Runs SCXML documents in an interpreter that is not ours, over steps that the compiled machines
// took, and says where the two disagree. Standard input: the lines of machine_trace. With
// `--mutate`, one guard or target of every document is changed first: each must then be noticed.
import { createInterface } from 'node:readline'
import scion from '@scion-scxml/scxml'

const mutate = process.argv.includes('--mutate')
const documents = new Map()
const differences = new Map()
let steps = 0

function prepared(name, text) {
  return new Promise((resolve, reject) => {
    const failed = error => reject(new Error(`${name}: ${error}`))
    scion.documentStringToModel(`file:///${name}.scxml`, text, (error, model) => {
      if (error) return failed(error)
      model.prepare((fault, made) => (fault ? failed(fault) : resolve(made)), null)
    })
  })
}

/** The document with its first transition wrong: its guard turned round, or, when it has none, the
 *  whole of it gone. */
function mutated(text) {
  const [transition] = text.match(/<transition [^>]*\/>/) ?? []
  if (!transition) return text
  const wrong = transition.includes(' cond="')
    ? transition.replace(/ cond="([^"]*)"/, ' cond="!($1)"')
    : ''
  return text.replace(transition, wrong)
}

function check(step) {
  const { model } = documents.get(step.d)
  const regions = step.c
  const machine = new scion.core.Statechart(model, {
    snapshot: [regions, {}, false, { ...documents.get(step.d).zero, ...step.f }, []]
  })
  let fired = false
  machine.registerListener({ onTransition: () => { fired = true } })
  const to = machine.gen({ name: step.e }).slice().sort()
  const expected = step.to.slice().sort()
  if (fired !== step.fired || to.join() !== expected.join()) {
    const list = differences.get(step.d) ?? []
    list.push(`${step.c} --${step.e}--> machine: ${step.fired ? expected : 'not fired'}, ` +
      `document: ${fired ? to : 'not fired'}, facts ${JSON.stringify(step.f)}`)
    differences.set(step.d, list)
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const item = JSON.parse(line)
  if (item.document) {
    const text = mutate ? mutated(item.scxml) : item.scxml
    const zero = {}
    for (const [, id] of item.scxml.matchAll(/<data id="([^"]+)"/g)) zero[id] = 0
    documents.set(item.document, { model: await prepared(item.document, text), zero })
  } else {
    steps += 1
    check(item)
  }
}
console.log(JSON.stringify({
  documents: documents.size,
  steps,
  different: [...differences.keys()].sort(),
  first: [...differences.values()].flat().slice(0, 5)
}))
