// Does a word look as if a machine had drawn its letters? Languages alternate vowels and consonants, and avoid some pairs.

/** Pairs of letters that hardly occur in words or names of European languages. */
const RARE = ("bq bz cj cv cx dx fq fv fx fz gq gv gx hx jb jc jd jf jg jh jk jl jm jn jq jr jt jv jw jx jy jz kq kx kj lx mq mx mz pq pv px pz "
  + "qa qb qc qd qe qf qg qh qj qk ql qm qn qo qp qq qr qs qt qv qw qx qy qz rx sx tq tx vb vc vd vf vg vh vj vk vm vn vp vq vt vw vx vz wj wq wv wx wz "
  + "xd xg xj xk xn xq xr xv xw xz yq yv zb zc zd zf zg zj zk zn zp zq zr zs zt zv zx bx hk hq jp zw").split(" ")
const isRare = new Uint8Array(26 * 26)
for (const pair of RARE) isRare[(pair.charCodeAt(0) - 97) * 26 + pair.charCodeAt(1) - 97] = 1
const isVowel = new Uint8Array(26)
for (const vowel of "aeiouy") isVowel[vowel.charCodeAt(0) - 97] = 1

/** Longer runs of consonants are rare even in Polish. */
const LONG_RUN = 3

/** 0 = reads like a word; 0.4 and more = does not. Letters and digits count, the rest separates. */
export function randomness(text: string): number {
  let oddities = 0
  let run = 0
  let longestRun = 0
  let before = -1 // 0..25 letter, 26 digit, -1 neither
  let counted = 0
  for (let i = 0; i < text.length; i++) {
    const now = kindOf(text.charCodeAt(i))
    if (now >= 0) counted++
    if (now >= 0 && before >= 0) {
      if ((now === 26) !== (before === 26)) oddities++
      else if (now < 26 && isRare[before * 26 + now] === 1) oddities++
    }
    run = now >= 0 && now < 26 && isVowel[now] === 0 ? run + 1 : 0
    if (run > longestRun) longestRun = run
    before = now
  }
  if (longestRun > LONG_RUN + 1) oddities += longestRun - LONG_RUN
  return counted === 0 ? 0 : oddities / counted
}

function kindOf(code: number): number {
  if (code >= 48 && code <= 57) return 26
  const letter = (code | 32) - 97
  return letter >= 0 && letter < 26 && code < 123 ? letter : -1
}
