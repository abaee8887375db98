export default function FlowPage() {
  return <h1>FlowPage</h1>
}
