// Reads a list of {pattern, flags} from its input and says of each how its time grows: see patterns.py.
process.env.RECHECK_BACKEND = "pure";
const { checkSync } = require("recheck");
const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
const said = asked.map(({ pattern, flags }) => {
  const found = checkSync(pattern, flags, { timeout: 30000 });
  const type = found.complexity && found.complexity.type;
  const verdict = found.status === "safe" ? "linear" : found.status === "unknown" ? "unknown" : type;
  return { verdict: type === "safe" ? "linear" : verdict, attack: found.attack ? found.attack.pattern : JSON.stringify(found.error) };
});
console.log(JSON.stringify(said));
