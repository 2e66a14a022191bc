/** The entry for browser pages: what `compile` on `wasm` needs, models, encoders and readouts; no files, no drawing. */
export { type Correlogram, type CorrelogramOptions, correlogram } from "./analysis/correlogram.js";
export { fanoFactor } from "./analysis/fanoFactor.js";
export { type Intervals, spikeIntervals, variation } from "./analysis/intervals.js";
export { meanRates, type PopulationRate, populationRate } from "./analysis/rates.js";
export { synchrony } from "./analysis/synchrony.js";
export type { Backend, Combine } from "./backend/backend.js";
export * as backendKit from "./backend/kit.js";
export { type Brette2007Options, brette2007 } from "./catalog/networks/brette2007.js";
export { type Brunel2000Options, type Brunel2000Regime, brunel2000 } from "./catalog/networks/brunel2000.js";
export type { CompetitionOptions } from "./catalog/networks/competition.js";
export { type ConvEthOptions, convEth } from "./catalog/networks/convEth.js";
export { type DiehlCookOptions, diehlCook2015 } from "./catalog/networks/diehlCook2015.js";
export { type DiehlCookV2Options, diehlCookV2 } from "./catalog/networks/diehlCookV2.js";
export type { AdaptiveThresholdOptions } from "./catalog/networks/excitatory.js";
export { type Florian2007Options, florian2007 } from "./catalog/networks/florian2007.js";
export { type Kheradpisheh2018Options, kheradpisheh2018 } from "./catalog/networks/kheradpisheh2018.js";
export { type LiquidStateMachineOptions, liquidStateMachine } from "./catalog/networks/liquidStateMachine.js";
export { type LmSnnOptions, lmSnn } from "./catalog/networks/lmSnn.js";
export { type LocallyConnectedOptions, locallyConnected } from "./catalog/networks/locallyConnected.js";
export { type PotjansDiesmann2014Options, potjansDiesmann2014 } from "./catalog/networks/potjansDiesmann2014.js";
export { twoLayer } from "./catalog/networks/twoLayer.js";
export { adaptiveLif } from "./catalog/neurons/adaptiveLif.js";
export { adEx } from "./catalog/neurons/adEx.js";
export { alphaLif } from "./catalog/neurons/alphaLif.js";
export { conductanceLif } from "./catalog/neurons/conductanceLif.js";
export { currentLif } from "./catalog/neurons/currentLif.js";
export { diehlCookExcitatory, diehlCookInhibitory } from "./catalog/neurons/diehlCook.js";
export { diehlCookSettling } from "./catalog/neurons/diehlCookSettling.js";
export { exponentialIf } from "./catalog/neurons/exponentialIf.js";
export { firstSpikeIf } from "./catalog/neurons/firstSpikeIf.js";
export { fitzHughNagumo } from "./catalog/neurons/fitzHughNagumo.js";
export { hodgkinHuxley } from "./catalog/neurons/hodgkinHuxley.js";
export { homeostaticLif } from "./catalog/neurons/homeostaticLif.js";
export { izhikevich, izhikevichPatterns } from "./catalog/neurons/izhikevich.js";
export { izhikevich2004 } from "./catalog/neurons/izhikevich2004.js";
export { lif } from "./catalog/neurons/lif.js";
export { mcCullochPitts } from "./catalog/neurons/mcCullochPitts.js";
export { morrisLecar } from "./catalog/neurons/morrisLecar.js";
export { nirCubaLif, nirLif } from "./catalog/neurons/nir.js";
export { noisyLif } from "./catalog/neurons/noisyLif.js";
export { quadraticIf } from "./catalog/neurons/quadraticIf.js";
export { spikeResponse } from "./catalog/neurons/spikeResponse.js";
export { srm0 } from "./catalog/neurons/srm0.js";
export { tracedLif } from "./catalog/neurons/tracedLif.js";
export { clopathStdp } from "./catalog/synapses/clopathStdp.js";
export { diehlCookStdp } from "./catalog/synapses/diehlCookStdp.js";
export { dopamineStdp } from "./catalog/synapses/dopamineStdp.js";
export { exponentialStdp } from "./catalog/synapses/exponentialStdp.js";
export { hebb } from "./catalog/synapses/hebb.js";
export { homeostaticClopathStdp } from "./catalog/synapses/homeostaticClopathStdp.js";
export { mstdp } from "./catalog/synapses/mstdp.js";
export { mstdpet } from "./catalog/synapses/mstdpet.js";
export { nearestStdp } from "./catalog/synapses/nearestStdp.js";
export { oja } from "./catalog/synapses/oja.js";
export { pairStdp } from "./catalog/synapses/pairStdp.js";
export { powerLawStdp } from "./catalog/synapses/powerLawStdp.js";
export { prePostStdp } from "./catalog/synapses/prePostStdp.js";
export { rMax } from "./catalog/synapses/rMax.js";
export { shortTermDepression } from "./catalog/synapses/shortTermDepression.js";
export { shortTermPlasticity } from "./catalog/synapses/shortTermPlasticity.js";
export { simplifiedStdp } from "./catalog/synapses/simplifiedStdp.js";
export { softStdp } from "./catalog/synapses/softStdp.js";
export { synapticScaling } from "./catalog/synapses/synapticScaling.js";
export { tripletStdp } from "./catalog/synapses/tripletStdp.js";
export { vogelsStdp } from "./catalog/synapses/vogelsStdp.js";
export { weightDecay } from "./catalog/synapses/weightDecay.js";
export type { Numbers, TensorLike } from "./check/numbers.js";
export { type CameraEvents, type EventSpikesOptions, eventSpikes } from "./data/cameraEvents.js";
export { bernoulliSpikes } from "./encode/bernoulliSpikes.js";
export { type DeltaOptions, decodeDelta, deltaSpikes } from "./encode/deltaSpikes.js";
export { type LatencyOptions, latencySpikes } from "./encode/latencySpikes.js";
export { type OnOffOptions, onOffContrasts } from "./encode/onOff.js";
export { decodePhase, type PhaseOptions, phaseSpikes } from "./encode/phase.js";
export { type PoissonSpikesOptions, poissonSpikes } from "./encode/poissonSpikes.js";
export { decodePopulation, type PopulationCodeOptions, populationCode } from "./encode/population.js";
export { decodeRankOrder, type RankOrderOptions, rankOrderSpikes } from "./encode/rankOrder.js";
export { type RateOptions, ratesOf } from "./encode/rates.js";
export { type ThresholdOptions, thresholdSpikes } from "./encode/thresholdSpikes.js";
export {
  BackendError,
  CheckpointError,
  DataError,
  EquationError,
  FileError,
  InputError,
  ModelError,
  NumericalError,
  PackageError,
  SpikeTensorError,
  UnitError,
} from "./errors.js";
export { type Derivation, derive } from "./integrate/derive.js";
export type { MethodName } from "./integrate/method.js";
export { accuracy } from "./learning/accuracy.js";
export { allActivity } from "./learning/allActivity.js";
export { assignLabels, type LabelAssignment } from "./learning/assignLabels.js";
export { confusionMatrix } from "./learning/confusionMatrix.js";
export { firstSpike } from "./learning/firstSpike.js";
export type { ClassesOption, TensorInput } from "./learning/input.js";
export { LabelVote, type LabelVoteOptions } from "./learning/labelVote.js";
export type { LabelVoteState } from "./learning/labelVoteState.js";
export type { LinearReadout, ReadoutOptions } from "./learning/linearReadout.js";
export { logisticReadout } from "./learning/logisticReadout.js";
export { naiveBayes } from "./learning/naiveBayes.js";
export { NgramVote, type NgramVoteOptions } from "./learning/ngramVote.js";
export { proportionWeighted } from "./learning/proportionWeighted.js";
export { ridgeReadout } from "./learning/ridgeReadout.js";
export { type Adjustable, adjustable } from "./model/adjustable.js";
export { type LocalPattern, local } from "./model/local.js";
export { type Network, network, type Part } from "./model/network.js";
export { type NeuronDeclaration, type NeuronModel, neuron } from "./model/neuron.js";
export type { PairValue } from "./model/pairFunction.js";
export type { Parameter, Parameters } from "./model/parameters.js";
export { type Pattern, pairs, type SparseOptions, sparse } from "./model/pattern.js";
export { type Drive, type DriveOptions, type PoissonInput, poissonInput } from "./model/poissonInput.js";
export {
  type GridPopulationOptions,
  type Population,
  type PopulationOptions,
  type PopulationSlice,
  poisson,
  population,
  type SourceSlice,
  type SpikeSource,
  spikeSource,
} from "./model/population.js";
export { connect, type Projection, type ProjectionOptions } from "./model/projection.js";
export { type Series, series } from "./model/series.js";
export { type SynapseDeclaration, type SynapseModel, synapse } from "./model/synapse.js";
export type { Equations, StateNames } from "./model/system.js";
export { type Distribution, normal, uniform, type Value } from "./model/values.js";
export {
  avgPool,
  type ConvolutionOptions,
  convolution,
  type Grid,
  maxPool,
  type PoolOptions,
  type WindowPattern,
} from "./model/window.js";
export type { GridWinnersOptions, Winners, WinnersOptions } from "./model/winners.js";
export type { Program } from "./program/program.js";
export type { BackendName } from "./simulate/backends.js";
export { type CompileOptions, compile, type EnsembleOptions } from "./simulate/compile.js";
export type { Ensemble } from "./simulate/ensemble.js";
export type { Synapses } from "./simulate/layout.js";
export type {
  BatchOptions,
  EvaluateOptions,
  Inputs,
  Parts,
  Presented,
  PresentOptions,
  RunOptions,
  StepEvent,
  StepSpikes,
} from "./simulate/presentation.js";
export type { Sample, SampleOptions, SampleRequest } from "./simulate/samples.js";
export type { Simulation } from "./simulate/simulation.js";
export type { State } from "./simulate/state.js";
export type { StepOptions } from "./simulate/step.js";
export type { Variable } from "./simulate/variable.js";
export { spikeTrain } from "./spikes/explicitSpikes.js";
export { type SpikeTensor, tensorToSpikes } from "./spikes/spikeTensor.js";
export type { SpikeTrain, TimedShape } from "./spikes/spikeTrain.js";
export { type DimensionName, Quantity } from "./units/quantity.js";
export {
  GOhm,
  Hz,
  kHz,
  MOhm,
  mS,
  ms,
  mV,
  nA,
  nF,
  nS,
  pA,
  pF,
  second,
  type Unit,
  uA,
  uF,
  uS,
  us,
  uV,
  volt,
} from "./units/units.js";
