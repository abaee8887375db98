/** Breeds as ntopng writes them. */
const words: Readonly<Record<string, string>> = {
  safe: "Safe", acceptable: "Acceptable", fun: "Fun", unsafe: "Unsafe", potentially_dangerous: "Potentially Dangerous", dangerous: "Dangerous", tracker_ads: "Tracker/Ads", unrated: "Unrated",
}
export const hostBreedOf = (breed: string | undefined): string => words[breed ?? "unrated"] ?? "Unrated"
