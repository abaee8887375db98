// What the frames of a network device look like: the kernel's hardware type (ARPHRD) against capture link types.

export const ETHERNET = 1
const RAW_IP = 101
const IEEE802_11 = 105
const RADIOTAP = 127

export const ARPHRD_LOOPBACK = 772

/** Link type of frames as an AF_PACKET socket gives them, or -1: skip the device's own header and hand out the IP packet. */
export function linkTypeOfHardware(hardwareType: number): number {
  switch (hardwareType) {
    case 1: // Ethernet, and everything that pretends to be
    case ARPHRD_LOOPBACK: // with a header of zeros
      return ETHERNET
    case 801:
      return IEEE802_11
    case 803:
      return RADIOTAP
    default: // tun, PPP, IP-in-IP, GRE, SIT, WireGuard...: some have a header, some have none, all say where IP begins
      return -1
  }
}

export { RAW_IP }
