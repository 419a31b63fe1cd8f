/** Stands for the service that a real bot would ask. */
export async function forecastFor(city: string): Promise<string> {
  const forecasts: Readonly<Record<string, string>> = {
    'San Francisco': '68 and sunny',
    Hamburg: '54 and rainy',
  }
  return forecasts[city] ?? '61 and cloudy'
}
