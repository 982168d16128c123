/** Ports that a rule of a network lets through. */
export interface Ports {
  readonly from: number
  readonly to: number
  /** `tcp`, `udp`, `icmp`; `all` for every protocol. */
  readonly protocol: string
}

function reaches({ from, to, protocol }: Ports, port: number): boolean {
  return /^(?:all|tcp|udp)$/.test(protocol) && from <= port && port <= to
}

export function isEveryPort({ from, to, protocol }: Ports): boolean {
  return protocol === 'all' || (/^(?:tcp|udp)$/.test(protocol) && from <= 1 && to >= 65_535)
}

const stores: ReadonlyMap<number, string> = new Map([
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [3306, 'MySQL'],
  [5432, 'Postgres'],
  [5439, 'Redshift'],
  [6379, 'Redis'],
  [8123, 'ClickHouse'],
  [9042, 'Cassandra'],
  [9092, 'Kafka'],
  [9200, 'OpenSearch'],
  [11211, 'Memcached'],
  [27017, 'MongoDB'],
])

export function storeFact(given: Ports): string | undefined {
  const found = [...stores].find(([port]) => reaches(given, port))
  return found && `may reach port ${found[0]} (${found[1]})`
}

export function administrationFact(given: Ports): string | undefined {
  if (reaches(given, 22)) return 'may reach port 22 (SSH)'
  return reaches(given, 3389) ? 'may reach port 3389 (remote desktop)' : undefined
}

/** What nobody opens to the internet with intent: everything, logins and stores. */
export function dangerousFact(given: Ports): string | undefined {
  return isEveryPort(given) ? 'may reach every port' : (administrationFact(given) ?? storeFact(given))
}
