/** Neurons to begin with. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  "Leaky integrate-and-fire": `dv/dt = (vRest - v + r * iDrive) / tau
vRest = -65 mV
tau = 10 ms
r = 0.1 GOhm
iDrive = 200 pA
threshold: v > -50 * mV
reset: v = vRest
refractory: 2 ms
start: v = -65 mV`,
  "Izhikevich (2003), chattering": `dv/dt = (0.04 * v^2 / mV + 5 * v + 140 * mV - u + drive) / ms
du/dt = a * (b * v - u) / ms
a = 0.02
b = 0.2
drive = 10 mV
threshold: v > 30 * mV
reset: v = -50 * mV; u = u + 2 * mV
start: v = -65 mV; u = -13 mV`,
  "Exponential integrate-and-fire with adaptation": `dv/dt = (gL * (eL - v) + gL * delta * exp((v - vT) / delta) - w + iDrive) / c
dw/dt = (a * (v - eL) - w) / tauW
gL = 30 nS
eL = -70.6 mV
delta = 2 mV
vT = -50.4 mV
c = 281 pF
a = 4 nS
tauW = 144 ms
iDrive = 800 pA
threshold: v > -30 * mV
reset: v = eL; w = w + 80.5 * pA
start: v = -70.6 mV`,
  "FitzHugh–Nagumo": `dx/dt = (x - x^3 / 3 - y + drive) / tau
dy/dt = 0.08 * (x + 0.7 - 0.8 * y) / tau
drive = 0.5
tau = 1 ms
threshold: x > 1
refractory: 10 ms
start: x = -1; y = 0`,
};
