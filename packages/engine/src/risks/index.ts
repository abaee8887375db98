// All flow risks: when each is raised and where its condition stands. Numbers, titles and scores: model/data/risks.ts; what never is
// raised for some hosts or at all: docs/rules.md (exceptions).

/** `checks`: raised by behaviour checks above the engine, which see more than one flow. */
export type Moment = "dissecting" | "payload" | "concluded" | "ended" | "checks"

export interface RiskCondition {
  readonly key: string
  readonly moment: Moment
  /** File below packages/engine/src, "" for checks. */
  readonly file: string
  readonly condition: string
}

const risk = (key: string, moment: Moment, file: string, condition: string): RiskCondition => ({ key, moment, file, condition })

export const riskConditions: readonly RiskCondition[] = [
  risk("url_possible_xss", "concluded", "risks/injections.ts", "Parameters of an HTTP URL carry markup or script"),
  risk("url_possible_sql_injection", "concluded", "risks/injections.ts", "Parameters of an HTTP URL carry pieces of SQL that no form sends"),
  risk("url_possible_rce_injection", "concluded", "risks/injections.ts", "Parameters of an HTTP URL carry shell commands, PHP calls or a path to the password file"),
  risk("binary_application_transfer", "dissecting", "risks/http-body.ts", "An executable in an HTTP body, announced by its content type, or raw"),
  risk("known_protocol_on_non_standard_port", "concluded", "risks/assessor.ts", "A protocol that has ports of its own was recognised on another"),
  risk("tls_selfsigned_certificate", "dissecting", "tls/risks.ts", "Issuer and subject of the server certificate are the same, and the user does not trust it"),
  risk("tls_obsolete_version", "dissecting", "tls/risks.ts", "TLS 1.1, 1.0 or SSL (RFC 8996)"),
  risk("tls_weak_cipher", "dissecting", "tls/risks.ts", "The server chose a suite without forward secrecy, or a broken one"),
  risk("tls_certificate_expired", "dissecting", "tls/risks.ts", "The packet's time lies outside the certificate's validity"),
  risk("tls_certificate_mismatch", "dissecting", "tls/risks.ts", "The requested name is none of the certificate's"),
  risk("http_suspicious_user_agent", "concluded", "risks/http-risks.ts", "User-Agent missing, very short or long, random, or with template characters"),
  risk("numeric_ip_host", "concluded", "risks/hostname-risks.ts", "Host or server name is an address"),
  risk("http_suspicious_url", "concluded", "risks/http-risks.ts", "Two dots in a row in the URL (path traversal)"),
  risk("http_suspicious_header", "concluded", "risks/http-risks.ts", "A header that bots describe their machine with, or a Host that is another address than the server's"),
  risk("tls_not_carrying_https", "dissecting", "tls/risks.ts", "TLS 1.2 or newer without ALPN"),
  risk("suspicious_dga_domain", "concluded", "risks/hostname-risks.ts", "The registered label reads as if drawn at random, and nobody known owns it"),
  risk("malformed_packet", "dissecting", "risks/dns-risks.ts", "A recognised protocol's message breaks its format (DNS, ICMP, ...)"),
  risk("ssh_obsolete_client_version_or_cipher", "dissecting", "dissectors/ssh.ts", "SSH 1 or ciphers of its time, client side"),
  risk("ssh_obsolete_server_version_or_cipher", "dissecting", "dissectors/ssh.ts", "SSH 1 or ciphers of its time, server side"),
  risk("smb_insecure_version", "dissecting", "dissectors/smb.ts", "SMB version 1"),
  risk("tls_suspicious_esni_usage", "dissecting", "tls/risks.ts", "An encrypted server name beside a clear one"),
  risk("unsafe_protocol", "concluded", "risks/assessor.ts", "Breed of the protocol or application is unsafe or dangerous"),
  risk("dns_suspicious_traffic", "dissecting", "risks/dns-risks.ts", "Question of an obsolete type, or a first label longer than 48 characters"),
  risk("tls_missing_sni", "dissecting", "tls/risks.ts", "A hello without server name, clear or encrypted"),
  risk("http_suspicious_content", "dissecting", "risks/http-body.ts", "A body announced as text that is none"),
  risk("risky_asn", "concluded", "risks/assessor.ts", "An end belongs to an autonomous system of risky-asns.txt"),
  risk("risky_domain", "concluded", "risks/hostname-risks.ts", "Host name is in risky-domains.txt, or machine generated and resolved"),
  risk("malicious_fingerprint", "concluded", "risks/assessor.ts", "JA3 or JA4 is in malicious-ja3.csv or malicious-ja4.csv"),
  risk("malicious_sha1_certificate", "concluded", "risks/assessor.ts", "SHA-1 of the certificate is in malicious-sha1.csv"),
  risk("desktop_or_file_sharing_session", "concluded", "risks/assessor.ts", "Remote desktop or assistance recognised by content"),
  risk("tls_uncommon_alpn", "dissecting", "tls/risks.ts", "An ALPN value that is not registered nor common"),
  risk("tls_cert_validity_too_long", "dissecting", "tls/risks.ts", "Issued after 1 September 2020 for more than 398 days"),
  risk("tls_suspicious_extension", "dissecting", "tls/extensions.ts", "An extension that is in no registry"),
  risk("tls_fatal_alert", "dissecting", "dissectors/tls.ts", "A fatal alert in the clear"),
  risk("suspicious_entropy", "concluded", "risks/assessor.ts", "First payload of what nobody recognised (or of ICMP) has more than 4.941 bits of entropy per byte"),
  risk("clear_text_credentials", "dissecting", "dissectors/ftp.ts", "A password in clear text (FTP, POP3, IMAP, SMTP, HTTP Basic, ...)"),
  risk("dns_large_packet", "dissecting", "risks/dns-risks.ts", "Over UDP longer than 512 bytes and than announced (EDNS)"),
  risk("dns_fragmented", "dissecting", "risks/dns-risks.ts", "DNS message in IP fragments"),
  risk("invalid_characters", "concluded", "risks/hostname-risks.ts", "A host name with characters that host names do not have"),
  risk("possible_exploit", "concluded", "risks/http-risks.ts", "Log4Shell, hidden paths, upload paths, broken host names; shell scripts as payload"),
  risk("tls_certificate_about_to_expire", "dissecting", "tls/risks.ts", "The certificate ends within 30 days"),
  risk("punycode_idn", "concluded", "risks/hostname-risks.ts", "A label in punycode"),
  risk("error_code_detected", "dissecting", "dissectors/dns.ts", "An answer carries an error code (HTTP 400 and above, DNS, SNMP, RTSP, ...)"),
  risk("http_crawler_bot", "concluded", "risks/http-risks.ts", "User-Agent names a crawler"),
  risk("anonymous_subscriber", "concluded", "risks/assessor.ts", "Client address is in anonymous-addresses.txt"),
  risk("unidirectional_traffic", "ended", "risks/assessor.ts", "Only one direction was seen, of what expects an answer"),
  risk("http_obsolete_server", "concluded", "risks/http-risks.ts", "Server is Apache older than 2.4 or nginx older than 1.22"),
  risk("periodic_flow", "checks", "", "The same flow comes at a regular pace"),
  risk("minor_issues", "dissecting", "risks/dns-risks.ts", "DNS record with a TTL of zero"),
  risk("tcp_issues", "ended", "risks/assessor.ts", "Refused, reset before anything was said, NULL, FIN or XMAS scan"),
  risk("fully_encrypted", "concluded", "risks/payload-signs.ts", "First payload of an unrecognised TCP connection looks random in all ways"),
  risk("tls_alpn_sni_mismatch", "dissecting", "tls/risks.ts", "HTTP in ALPN, but no server name"),
  risk("malware_host_contacted", "concluded", "risks/assessor.ts", "Server address or host name is of category Malware"),
  risk("binary_data_transfer", "concluded", "risks/http-risks.ts", "Binary data by content type or file name"),
  risk("probing_attempt", "ended", "risks/assessor.ts", "SSH or TLS where only one side ever speaks"),
  risk("obfuscated_traffic", "dissecting", "tls/handshake.ts", "More padding in the hello than any need of it"),
]
