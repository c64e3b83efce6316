// Ask the SPARQL endpoint argv[2] each query of the JSON array on standard input; write the answers:
// for each query its rows, sorted, with every term as in N-Triples.
import { QueryEngine } from '@comunica/query-sparql';
import { readFileSync } from 'node:fs';

const quoted = (text) => JSON.stringify(text);
const written = (term) => {
  if (term.termType === 'NamedNode') return `<${term.value}>`;
  if (term.termType === 'BlankNode') return '_:';
  if (term.language) return `${quoted(term.value)}@${term.language}`;
  const type = term.datatype.value;
  return type.endsWith('#string') ? quoted(term.value) : `${quoted(term.value)}^^<${type}>`;
};

const context = { sources: [{ type: 'sparql', value: process.argv[2] }] };
const engine = new QueryEngine();
const answers = [];
for (const query of JSON.parse(readFileSync(0, 'utf8'))) {
  const answer = await engine.query(query, context);
  if (answer.resultType === 'boolean') {
    answers.push(await answer.execute());
  } else if (answer.resultType === 'quads') {
    const triples = await (await answer.execute()).toArray();
    answers.push(triples.map((t) => [t.subject, t.predicate, t.object].map(written).join(' ')).sort());
  } else {
    const rows = await (await answer.execute()).toArray();
    answers.push(rows.map((row) => Object.fromEntries([...row].map(([v, t]) => [v.value, written(t)]))));
  }
}
process.stdout.write(JSON.stringify(answers));
