export default function LiveFlows() {
  return <h1>LiveFlows</h1>
}
