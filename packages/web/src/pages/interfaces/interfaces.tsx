export default function Interfaces() {
  return <h1>Interfaces</h1>
}
