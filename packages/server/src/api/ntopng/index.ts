// Every endpoint that is answered. Adding one = one declaration and one line here.
import type { Endpoint } from "./endpoint.ts"
import { hostAlias } from "./endpoints/aliases.ts"
import { alertEndpoints } from "./endpoints/alerts.ts"
import { connectTest } from "./endpoints/connect.ts"
import { alertSeverities, alertTypeConstants, applications, l4Constants, l7Categories } from "./endpoints/constants.ts"
import { flowL4Counters, flowL7Counters, flowsActive, flowsActiveList, flowsAggregated, flowTraffic } from "./endpoints/flow-tables.ts"
import { dbFlows, historicalSearch, hostTopProtocols, localTalkers, remoteTalkers, topFlows } from "./endpoints/history.ts"
import { hostCustom, hostData, hostDscp, hostFind, hostInterfaces, hostL4Table, hostL7, hostL7Table, hostResolve } from "./endpoints/host.ts"
import { hostsActive, hostsActiveList } from "./endpoints/host-tables.ts"
import { broadcastDomains, interfaceAddress, interfaceData, interfaceDscp, interfaceL7, interfaces, interfaceTopHosts, networks } from "./endpoints/interfaces.ts"
import { interfacesHealth, limits, systemHealth, systemStatus } from "./endpoints/system.ts"
import { timeseries, timeseriesConstants, timeseriesMany } from "./endpoints/timeseries.ts"
import { addUser, createSession, createToken, deleteUser, editUser, users } from "./endpoints/users.ts"

export const endpoints: readonly Endpoint[] = [
  connectTest,
  interfaces, interfaceData, interfaceAddress, broadcastDomains, interfaceL7, interfaceDscp, interfaceTopHosts, networks,
  hostsActive, hostsActiveList, hostData, hostInterfaces, hostL7, hostL7Table, hostL4Table, hostDscp, hostCustom, hostFind, hostResolve, hostAlias,
  flowsActive, flowsActiveList, flowsAggregated, flowL4Counters, flowL7Counters, flowTraffic,
  alertSeverities, alertTypeConstants, applications, l7Categories, l4Constants, ...alertEndpoints,
  timeseries, timeseriesConstants, timeseriesMany,
  dbFlows, topFlows, historicalSearch, localTalkers, remoteTalkers, hostTopProtocols,
  users, addUser, editUser, deleteUser, createToken, createSession,
  systemHealth, interfacesHealth, systemStatus, limits,
]
